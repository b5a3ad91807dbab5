// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How names in a fleet file are written, as regular expressions without their ends: the readers and the schema share them.</summary>
internal static class NamePatterns
{
    /// <summary>A fleet.</summary>
    internal const string Fleet = "[a-z0-9]+(?:[_-][a-z0-9]+)*";

    /// <summary>An image; one that begins with <c>_</c> is there to be inherited from.</summary>
    internal const string Image = "_?[a-z0-9]+(?:(?:__?|-+)[a-z0-9]+)*";

    /// <summary>An axis of a matrix, or a variable.</summary>
    internal const string Word = "[A-Za-z_][A-Za-z0-9_-]*";

    /// <summary>A value of an axis.</summary>
    internal const string AxisValue = "[A-Za-z0-9_.+/:@-]+";

    /// <summary>A module.</summary>
    internal const string Module = "[a-z0-9][a-z0-9-]{1,48}[a-z0-9]";

    /// <summary>A port of the host and one of the container.</summary>
    internal const string PortPair = "[0-9]{1,5}:[0-9]{1,5}";

    /// <summary>The same, or a text with words in braces that will be one.</summary>
    internal const string PortPairOrWords = PortPair + @"|.*\{" + Word + @"\}.*";
}
