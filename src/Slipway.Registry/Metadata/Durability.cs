// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a change of the records must outlive.</summary>
internal enum Durability
{
    /// <summary>A power cut: the change is on disk before it is acknowledged.</summary>
    PowerCut,

    /// <summary>The process: a power cut may undo it, and whoever needs it starts again (an upload session).</summary>
    ProcessDeath,
}
