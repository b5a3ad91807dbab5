// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>Tells what a stream can show.</summary>
internal static class TerminalKinds
{
    /// <summary>A redirected stream and <c>TERM=dumb</c> are plain; <c>NO_COLOR</c>, when not empty, takes the colour away (no-color.org).</summary>
    public static TerminalKind Of(bool isRedirected, Func<string, string?> variable) =>
        isRedirected || variable("TERM") is null or "" or "dumb" ? TerminalKind.Plain
        : string.IsNullOrEmpty(variable("NO_COLOR")) ? TerminalKind.Colour
        : TerminalKind.Monochrome;
}
