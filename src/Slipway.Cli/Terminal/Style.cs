// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>Colour where a terminal shows it, plain text elsewhere. Colour is never the only sign.</summary>
internal sealed class Style(TerminalKind kind)
{
    /// <summary>What can be shown.</summary>
    public TerminalKind Kind => kind;

    /// <summary>Whether the cursor can be moved.</summary>
    public bool IsLive => kind != TerminalKind.Plain;

    /// <summary>Done, proven.</summary>
    public string Good(string text) => Paint("32", text);

    /// <summary>Failed.</summary>
    public string Bad(string text) => Paint("31;1", text);

    /// <summary>Worth a look.</summary>
    public string Warn(string text) => Paint("33", text);

    /// <summary>A heading.</summary>
    public string Strong(string text) => Paint("1", text);

    /// <summary>Beside the point.</summary>
    public string Faint(string text) => Paint("2", text);

    /// <summary>Under way.</summary>
    public string Busy(string text) => Paint("36", text);

    private string Paint(string code, string text) => kind == TerminalKind.Colour ? $"\x1B[{code}m{text}\x1B[0m" : text;
}
