// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>A function can't do with its arguments; the template that calls it knows where.</summary>
internal sealed class TemplateFunctionException(string message, string? help = null) : Exception(message)
{
    /// <summary>What to write instead, or null.</summary>
    public string? Help { get; } = help;
}
