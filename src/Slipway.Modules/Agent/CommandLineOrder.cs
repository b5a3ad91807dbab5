// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>
/// A command line, to be read by the agent (<see cref="AgentOptions.ReadOrder"/>): a command lives for some hundredths of a second, and reading its words, an image and what is asked of
/// it takes one that has just come up longer than all the rest, where an agent that has done it before takes a thousandth.
/// </summary>
public sealed record CommandLineOrder
{
    /// <summary>The code of the refusal of a line that only the command can deal with; nothing was done for it.</summary>
    public const string UnreadCode = "command_line_unread";

    /// <summary>The command line without the program.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The folder that paths in it start from; "" where that is gone.</summary>
    public required string Folder { get; init; }

    /// <summary>The variables of the command's environment that the words may mean. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the command has read the line too, and knows how it is to attach; else one that asks for more than to pass streams on is refused with <see cref="UnreadCode"/>. One that names files is refused so in any case.</summary>
    public bool IsRead { get; init; }
}
