// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What a field of a target holds.</summary>
internal enum BakeFieldKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Texts, each once; empty ones don't count.</summary>
    Texts,

    /// <summary>Texts by name; null is nothing said.</summary>
    Map,

    /// <summary>Entries of several parts each, as CSV (<c>type=local,dest=out</c>) or as an object.</summary>
    Entries,
}
