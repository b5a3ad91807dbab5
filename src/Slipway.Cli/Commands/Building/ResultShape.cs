// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Building;

/// <summary>How the metadata of a build is laid out.</summary>
internal enum ResultShape
{
    /// <summary>One target's keys, as <c>buildx build</c> writes them.</summary>
    Single,

    /// <summary>The keys of each target under its name, as <c>buildx bake</c> writes them.</summary>
    ByTarget,
}
