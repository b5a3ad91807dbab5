// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What is read of a YAML file at most; a file of a fleet stays far below.</summary>
internal static class YamlLimits
{
    /// <summary>Characters of a file.</summary>
    internal const int Characters = 1024 * 1024;

    /// <summary>Lists and maps in one another.</summary>
    internal const int Depth = 32;

    /// <summary>Values, those counted again that an alias names again.</summary>
    internal const int Values = 100_000;
}
