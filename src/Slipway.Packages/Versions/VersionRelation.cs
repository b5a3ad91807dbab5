// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>How a version must stand to another (Debian policy 7.1).</summary>
internal enum VersionRelation
{
    /// <summary>Any way.</summary>
    Any,

    /// <summary>It is strictly earlier, <c>&lt;&lt;</c>.</summary>
    Earlier,

    /// <summary>It is earlier or the same, <c>&lt;=</c>.</summary>
    NotLater,

    /// <summary>It is the same, <c>=</c>.</summary>
    Same,

    /// <summary>It is later or the same, <c>&gt;=</c>.</summary>
    NotEarlier,

    /// <summary>It is strictly later, <c>&gt;&gt;</c>.</summary>
    Later,
}
