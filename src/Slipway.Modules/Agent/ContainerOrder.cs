// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>
/// A container as a command line asks for it, to be read by the agent (<see cref="AgentOptions.ReadOrder"/>): a command lives for some hundredths of a second, and reading an image and
/// what is asked of it takes one that has just come up longer than all the rest, where an agent that has done it before takes a thousandth.
/// </summary>
public sealed record ContainerOrder
{
    /// <summary>The container's id: 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The command line without the program.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The folder that paths in it start from; "" where that is gone.</summary>
    public required string Folder { get; init; }

    /// <summary>The environment that it asks for, NAME=value: what stands for a name alone, and in files, only the command knows.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}
