// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What stands in a file or a block: attributes and blocks, in the order of the text.</summary>
internal sealed record HclBody(IReadOnlyList<HclAttribute> Attributes, IReadOnlyList<HclBlock> Blocks, SourcePlace Place)
{
    internal HclAttribute? Find(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);
}

/// <summary><c>name = value</c>.</summary>
internal sealed record HclAttribute(string Name, HclExpression Value, SourcePlace Place);

/// <summary>A block: its type, its labels, and what stands in it.</summary>
internal sealed record HclBlock(string Type, IReadOnlyList<Located<string>> Labels, HclBody Body, SourcePlace Place);
