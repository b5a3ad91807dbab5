// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What a file's expressions can name.</summary>
internal interface IHclNames
{
    /// <summary>The value of a name; null where there is none.</summary>
    HclValue? FindValue(string name, SourcePlace place);

    /// <summary>The value of <c>root.name.attribute</c> where <paramref name="root"/> is a type of blocks; null where it is none.</summary>
    HclValue? FindInBlock(string root, string name, string? attribute, SourcePlace place);

    /// <summary>Whether a name is a type of blocks that expressions can look into.</summary>
    bool IsBlockType(string name);

    /// <summary>The function of a name; null where there is none.</summary>
    HclFunction? FindFunction(string name, SourcePlace place);

    /// <summary>All names of values, for suggestions.</summary>
    IEnumerable<string> ValueNames { get; }

    /// <summary>All names of functions, for suggestions.</summary>
    IEnumerable<string> FunctionNames { get; }
}
