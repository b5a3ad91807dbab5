// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Dockerfile;

/// <summary>Reads parser directives: comments at the top of the file, up to the first line that is none.</summary>
internal sealed partial class DirectiveReader(SourceText source, List<Diagnostic> diagnostics)
{
    private static readonly string[] Known = ["syntax", "escape", "check"];

    private readonly List<DirectiveSyntax> _found = [];
    private bool _closed;

    internal char EscapeCharacter { get; private set; } = '\\';

    internal IReadOnlyList<DirectiveSyntax> Found => _found;

    /// <summary>From here on, a comment is a comment.</summary>
    internal void Close() => _closed = true;

    internal bool TryRead(SourceSpan comment)
    {
        if (_closed)
            return false;
        var match = Pattern.Match(source.ToString(comment));
        var name = match.Groups["name"].Value.ToLowerInvariant();
        if (!match.Success || !Known.Contains(name))
        {
            Close();
            return false;
        }

        var value = match.Groups["value"];
        var directive = new DirectiveSyntax(name, value.Value, comment, new(comment.Start + value.Index, value.Length));
        if (_found.Exists(earlier => earlier.Name == name))
            diagnostics.Add(Diagnostic.Error(source, comment, $"only one '{name}' directive can be used", "remove all but one"));
        else if (name == "escape")
            SetEscape(directive);
        _found.Add(directive);
        return true;
    }

    private void SetEscape(DirectiveSyntax directive)
    {
        if (directive.Value is "\\" or "`")
        {
            EscapeCharacter = directive.Value[0];
            return;
        }
        diagnostics.Add(Diagnostic.Error(source, directive.ValueSpan, $"the escape character cannot be '{directive.Value}'", "it is '\\' or '`'"));
    }

    [GeneratedRegex(@"^#\s*(?<name>[a-zA-Z][a-zA-Z0-9]*)\s*=\s*(?<value>.+?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
