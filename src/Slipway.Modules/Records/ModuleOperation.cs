// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>
/// What is being done to a module, written down before it is done. It is over when the record is gone; an agent that finds one finishes an
/// uninstallation and undoes the rest: what counts as installed is the module's own record alone.
/// </summary>
internal sealed record ModuleOperation
{
    public required ModuleOperationKind Kind { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required ModuleActor Actor { get; init; }

    /// <summary>What the module is to be; of an uninstallation, what it was.</summary>
    public required ModuleSpec Spec { get; init; }

    /// <summary>The container that is made, or taken away.</summary>
    public required string ContainerId { get; init; }

    public string Word => Kind.ToString().ToLowerInvariant();
}
