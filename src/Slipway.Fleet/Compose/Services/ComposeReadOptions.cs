// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What is said of Compose files beside them.</summary>
public sealed record ComposeReadOptions
{
    /// <summary>The absolute folder that paths start from, where <c>.env</c> is looked for too: the first file's.</summary>
    public required string Folder { get; init; }

    /// <summary>Asks the environment, which fills in variables. The default is an empty one.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>The project's name, over what the file and the environment say; null is theirs.</summary>
    public string? ProjectName { get; init; }
}
