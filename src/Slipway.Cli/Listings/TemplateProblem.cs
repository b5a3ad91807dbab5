// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Templates;

namespace Slipway.Cli.Listings;

/// <summary>Tells what is wrong with a template of the command line.</summary>
internal static class TemplateProblem
{
    /// <summary>One line: which option, where, what and what to do.</summary>
    public static string Describe(string option, TemplateException problem) =>
        $"{option}, {problem.Place}: {problem.Message}{(problem.Help is { } help ? $" ({help})" : "")}";

    /// <summary>What <paramref name="execute"/> gives; a problem of the template is one of the command line.</summary>
    /// <exception cref="CommandException">The template doesn't fit.</exception>
    public static T Guard<T>(Func<T> execute)
    {
        try
        {
            return execute();
        }
        catch (TemplateException problem)
        {
            throw CommandException.Usage($"--format, {problem.Place}: {problem.Message}", problem.Help);
        }
    }
}
