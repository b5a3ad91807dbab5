// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>An expression of HCL with its place. The kinds are closed: they are in this file.</summary>
internal abstract record HclExpression(SourcePlace Place);

/// <summary>A number, <c>true</c>, <c>false</c>, <c>null</c>, or text without anything to fill in.</summary>
internal sealed record HclLiteral(HclValue Value, SourcePlace Place) : HclExpression(Place);

/// <summary>Texts and expressions, put together to one text.</summary>
internal sealed record HclTemplate(IReadOnlyList<HclExpression> Parts, SourcePlace Place) : HclExpression(Place);

/// <summary>A template that is one interpolation, <c>"${x}"</c>: the value itself, whatever its type.</summary>
internal sealed record HclWrapped(HclExpression Inner, SourcePlace Place) : HclExpression(Place);

/// <summary><c>%{ for … }</c> in a template.</summary>
internal sealed record HclTemplateFor(string? Key, string Value, HclExpression Collection, HclExpression Body, SourcePlace Place) : HclExpression(Place);

/// <summary>A name in scope.</summary>
internal sealed record HclVariable(string Name, SourcePlace Place) : HclExpression(Place);

/// <summary><c>source.name</c>.</summary>
internal sealed record HclAttributeAccess(HclExpression Source, string Name, SourcePlace NamePlace, SourcePlace Place) : HclExpression(Place);

/// <summary><c>source[key]</c>.</summary>
internal sealed record HclIndexAccess(HclExpression Source, HclExpression Key, SourcePlace Place) : HclExpression(Place);

/// <summary><c>source[*]…</c> or <c>source.*…</c>: what follows, of each element.</summary>
internal sealed record HclSplat(HclExpression Source, HclExpression Each, SourcePlace Place) : HclExpression(Place);

/// <summary>The element that a splat is at.</summary>
internal sealed record HclSplatElement(SourcePlace Place) : HclExpression(Place);

/// <summary>A call of a function; <paramref name="IsExpanded"/> when the last argument ends in <c>...</c>.</summary>
internal sealed record HclCall(string Name, SourcePlace NamePlace, IReadOnlyList<HclExpression> Arguments, bool IsExpanded, SourcePlace Place) : HclExpression(Place);

/// <summary><c>condition ? yes : no</c>.</summary>
internal sealed record HclConditional(HclExpression Condition, HclExpression Yes, HclExpression No, SourcePlace Place) : HclExpression(Place);

/// <summary>An operator between two operands.</summary>
internal sealed record HclBinary(string Operator, HclExpression Left, HclExpression Right, SourcePlace Place) : HclExpression(Place);

/// <summary><c>-x</c> or <c>!x</c>.</summary>
internal sealed record HclUnary(string Operator, HclExpression Operand, SourcePlace Place) : HclExpression(Place);

/// <summary><c>(x)</c>; it tells the key of an object that is an expression from one that is a name.</summary>
internal sealed record HclParentheses(HclExpression Inner, SourcePlace Place) : HclExpression(Place);

/// <summary><c>[a, b]</c>.</summary>
internal sealed record HclTuple(IReadOnlyList<HclExpression> Items, SourcePlace Place) : HclExpression(Place);

/// <summary><c>{ a = b }</c>.</summary>
internal sealed record HclObject(IReadOnlyList<KeyValuePair<HclExpression, HclExpression>> Items, SourcePlace Place) : HclExpression(Place);

/// <summary><c>[for …]</c>, or with a key <c>{for …}</c>.</summary>
internal sealed record HclFor(SourcePlace Place) : HclExpression(Place)
{
    internal string? KeyName { get; init; }

    internal required string ValueName { get; init; }

    internal required HclExpression Collection { get; init; }

    /// <summary>The key of each result; null in a tuple.</summary>
    internal HclExpression? Key { get; init; }

    internal required HclExpression Value { get; init; }

    internal HclExpression? Condition { get; init; }

    /// <summary>Whether values of one key are gathered (<c>...</c>).</summary>
    internal bool IsGrouped { get; init; }
}
