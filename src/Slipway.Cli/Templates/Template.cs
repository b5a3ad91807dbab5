// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Cli.Templates;

/// <summary>
/// A template in the language of Go's text/template, as <c>docker inspect --format</c> takes one: fields, variables, pipelines, <c>if with range</c>,
/// the functions of Go and those of Docker's command line. <c>define</c>, <c>block</c> and <c>template</c> are refused.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<TemplateNode> _nodes;

    private Template(string text, IReadOnlyList<TemplateNode> nodes) => (Text, _nodes) = (text, nodes);

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">It isn't one; the exception says where and why.</exception>
    public static Template Parse(string text) => new(text, TemplateParser.Parse(text));

    /// <summary>What the template makes of a value.</summary>
    /// <exception cref="TemplateException">It asks of the value what it isn't.</exception>
    public string Execute(TemplateValue value)
    {
        var output = new StringBuilder();
        new TemplateRun(Text, output, TemplateFunctions.Call).Run(_nodes, value);
        return output.ToString();
    }

    /// <summary>
    /// What the template makes of a document. Where it doesn't fit the record that the document is, it is tried on its JSON, as Docker does; the
    /// problem told is that with the record.
    /// </summary>
    /// <exception cref="TemplateException">It fits neither.</exception>
    public string ExecuteOnDocument(TemplateRecord document)
    {
        try
        {
            return Execute(document);
        }
        catch (TemplateException)
        {
            try
            {
                return Execute(document.ToDocument());
            }
            catch (TemplateException)
            {
                // The record's names are what is suggested.
            }
            throw;
        }
    }

    /// <summary>The headings of a table whose rows this template makes: fields give their headings, functions change nothing.</summary>
    /// <exception cref="TemplateException">It asks for a field that isn't there.</exception>
    public string Headings(TemplateRecord headings)
    {
        var output = new StringBuilder();
        new TemplateRun(Text, output, TemplateFunctions.CallForHeading).Run(_nodes, headings);
        return output.ToString();
    }
}
