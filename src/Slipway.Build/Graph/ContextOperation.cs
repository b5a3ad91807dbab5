// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>A folder of this machine, seen through an ignore file. It is a source of others and does nothing itself.</summary>
/// <param name="Folder">Its absolute path.</param>
/// <param name="IgnoreText">The patterns as they were read; null where there are none.</param>
/// <param name="Ignore">The same, to ask.</param>
internal sealed record ContextOperation(string Folder, string? IgnoreText, DockerIgnore? Ignore) : Operation
{
    /// <summary>Whether the owners of files count; of a folder of this machine they don't.</summary>
    public bool KeepsOwners { get; init; }

    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "context");
        key.Add("folder", Folder);
        key.Add("ignored files", IgnoreText);
    }
}
