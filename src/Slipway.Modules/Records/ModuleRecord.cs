// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>What is written down of an installed module, for its owner alone: the environment in the spec may hold secrets.</summary>
internal sealed record ModuleRecord
{
    public required ModuleSpec Spec { get; init; }

    /// <summary>The manifest that runs.</summary>
    public required Digest ImageDigest { get; init; }

    public required LicenseStamp License { get; init; }

    /// <summary>Its container, written down before the container is made.</summary>
    public required string ContainerId { get; init; }

    public required ModuleActor InstalledBy { get; init; }

    public required DateTimeOffset InstalledAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public int RestartCount { get; init; }

    public int ErrorCount { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    public ModuleRecord WithError(DateTimeOffset now) => this with { ErrorCount = ErrorCount + 1, LastErrorAt = now };
}
