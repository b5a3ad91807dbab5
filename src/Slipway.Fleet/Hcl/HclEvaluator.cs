// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Works out the values of expressions.</summary>
internal sealed partial class HclEvaluator(HclBudget budget)
{
    /// <summary>The value of an expression.</summary>
    /// <exception cref="HclException">It has none; the message says why.</exception>
    internal HclValue Evaluate(HclExpression expression, HclScope scope)
    {
        budget.Enter(expression.Place);
        try
        {
            return EvaluateCore(expression, scope);
        }
        finally
        {
            budget.Leave();
        }
    }

    /// <summary>The value of an expression, as a type.</summary>
    internal HclValue Evaluate(HclExpression expression, HclScope scope, HclType type) => Convert(Evaluate(expression, scope), type, expression.Place);

    private HclValue EvaluateCore(HclExpression expression, HclScope scope) => expression switch
    {
        HclLiteral literal => literal.Value,
        HclWrapped wrapped => Evaluate(wrapped.Inner, scope),
        HclParentheses parentheses => Evaluate(parentheses.Inner, scope),
        HclTemplate template => Fill(template, scope),
        HclTemplateFor loop => Repeat(loop, scope),
        HclVariable variable => Find(variable, scope),
        HclAttributeAccess access => AttributeOf(access, scope),
        HclIndexAccess access => At(Evaluate(access.Source, scope), Evaluate(access.Key, scope), access),
        HclSplat splat => Spread(splat, scope),
        HclSplatElement => scope.FindInner(SplatName)!,
        HclCall call => Call(call, scope),
        HclConditional conditional => Choose(conditional, scope),
        HclBinary binary => Combine(binary, scope),
        HclUnary unary => Apply(unary, scope),
        HclTuple tuple => Gather(tuple, scope),
        HclObject made => Make(made, scope),
        HclFor loop => loop.Key is null ? LoopToTuple(loop, scope) : LoopToObject(loop, scope),
        _ => throw new InvalidOperationException($"There is no value of {expression.GetType().Name}."),
    };

    private static HclValue Convert(HclValue value, HclType type, SourcePlace place) =>
        HclConversion.TryConvert(value, type, out var converted, out var problem) ? converted : throw new HclException(place, problem);

    private static HclValue Find(HclVariable variable, HclScope scope)
    {
        if (scope.FindInner(variable.Name) is { } inner)
            return inner;
        if (scope.Names.IsBlockType(variable.Name))
            throw new HclException(variable.Place, $"'{variable.Name}' alone has no value", $"name one and its attribute: {variable.Name}.NAME.ATTRIBUTE");
        return scope.Names.FindValue(variable.Name, variable.Place)
            ?? throw new HclException(
                variable.Place, $"no variable is named '{variable.Name}'",
                Suggestion.Help(variable.Name, scope.Names.ValueNames) ?? "declare it: variable \"" + variable.Name + "\" {}");
    }

    private HclValue AttributeOf(HclAttributeAccess access, HclScope scope)
    {
        // 'target.app.tags' works out the one attribute, so that targets may name each other's.
        if (access.Source is HclAttributeAccess { Source: HclVariable root } block && IsBlock(root, scope))
            return scope.Names.FindInBlock(root.Name, block.Name, access.Name, access.Place) ?? throw Missing(root.Name, block);
        if (access.Source is HclIndexAccess { Source: HclVariable type, Key: HclLiteral { Value: { Kind: HclKind.String } name } } && IsBlock(type, scope))
            return scope.Names.FindInBlock(type.Name, name.AsString, access.Name, access.Place) ?? throw new HclException(access.Place, $"no {type.Name} is named '{name.AsString}'");
        if (access.Source is HclVariable whole && IsBlock(whole, scope))
            return scope.Names.FindInBlock(whole.Name, access.Name, null, access.Place) ?? throw Missing(whole.Name, access);
        return HclAccess.Attribute(Evaluate(access.Source, scope), access.Name, access.Place, access.NamePlace);
    }

    private static bool IsBlock(HclVariable variable, HclScope scope) => scope.Names.IsBlockType(variable.Name) && scope.FindInner(variable.Name) is null;

    private static HclException Missing(string type, HclAttributeAccess access) => new(access.NamePlace, $"no {type} is named '{access.Name}'");

    private static HclValue At(HclValue source, HclValue key, HclIndexAccess access) => HclAccess.Index(source, key, access.Place, access.Key.Place);

    private HclValue Fill(HclTemplate template, HclScope scope)
    {
        var text = new StringBuilder();
        foreach (var part in template.Parts)
        {
            text.Append(TextOf(Evaluate(part, scope), part.Place));
            budget.Length(text.Length, template.Place);
        }
        return HclValue.String(text.ToString());
    }

    private static string TextOf(HclValue value, SourcePlace place)
    {
        if (value.IsNull)
            throw new HclException(place, "this is null, and null cannot stand in a text", "give it a value, or choose with a condition: x == null ? \"\" : x");
        return HclConversion.TryConvert(value, HclType.String, out var text, out var problem) ? text.AsString : throw new HclException(place, $"this cannot stand in a text: {problem}", value.IsSequence ? "join it: join(\",\", …)" : null);
    }

    private HclValue Repeat(HclTemplateFor loop, HclScope scope)
    {
        var text = new StringBuilder();
        foreach (var inner in Each(Evaluate(loop.Collection, scope), loop.Key, loop.Value, loop.Collection.Place, scope))
        {
            text.Append(Evaluate(loop.Body, inner).AsString);
            budget.Length(text.Length, loop.Place);
        }
        return HclValue.String(text.ToString());
    }

    private HclValue Call(HclCall call, HclScope scope)
    {
        if (HclTries.Find(call.Name) is { } lazy)
            return lazy(call, argument => Evaluate(argument, scope));
        var function = scope.Names.FindFunction(call.Name, call.NamePlace) ?? throw HclFunctions.Unknown(call, scope);
        var values = new List<HclValue>();
        var places = new List<SourcePlace>();
        foreach (var (index, argument) in call.Arguments.Index())
        {
            var value = Evaluate(argument, scope);
            var isSpread = call.IsExpanded && index == call.Arguments.Count - 1;
            if (isSpread && !value.IsSequence)
                throw new HclException(argument.Place, $"what '...' expands is a list, not {value.Describe}");
            foreach (var one in isSpread ? value.Elements : [value])
            {
                values.Add(one);
                places.Add(argument.Place);
            }
        }
        if (values.Count < function.Least || values.Count > function.Most)
            throw new HclException(call.Place, $"'{call.Name}' takes {Takes(function)}, got {values.Count}");
        return function.Invoke(new(call.Name, values, places, call.Place, budget));
    }

    private static string Takes(HclFunction function) => function switch
    {
        { Most: int.MaxValue } => $"at least {function.Least} arguments",
        _ when function.Least == function.Most => function.Least == 1 ? "1 argument" : $"{function.Least} arguments",
        _ => $"{function.Least} to {function.Most} arguments",
    };
}
