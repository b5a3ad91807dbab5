// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Operators and conditions.</summary>
internal sealed partial class HclEvaluator
{
    private HclValue Choose(HclConditional conditional, HclScope scope)
    {
        var condition = Evaluate(conditional.Condition, scope, HclType.Bool);
        if (condition.IsNull)
            throw new HclException(conditional.Condition.Place, "the condition is null, which is neither true nor false");
        // Both are worked out: what comes out has the one type of both. What is wrong with the other one doesn't matter.
        var chosen = Evaluate(condition.AsBool ? conditional.Yes : conditional.No, scope);
        if (TryEvaluate(condition.AsBool ? conditional.No : conditional.Yes, scope) is not { } other)
            return chosen;
        var (yes, no) = condition.AsBool ? (chosen, other) : (other, chosen);
        if (yes.Type.Equals(no.Type) || yes.Kind == HclKind.Any || no.Kind == HclKind.Any)
            return chosen.IsNull ? HclValue.Null(yes.Kind == HclKind.Any ? no.Type : yes.Type) : chosen;
        if (HclConversion.Unify([yes.Type, no.Type]) is { } common)
            return HclConversion.TryConvert(chosen, common, out var converted, out _) ? converted : chosen;
        // Empty and non-empty objects have no common type, nor have lists of different things: what is chosen stands as it is.
        if (yes.Type.IsPrimitive == no.Type.IsPrimitive && !yes.Type.IsPrimitive)
            return chosen;
        throw new HclException(conditional.Place, $"the two values of the condition are {yes.Describe} and {no.Describe}", "give both one type");
    }

    private HclValue? TryEvaluate(HclExpression expression, HclScope scope)
    {
        try
        {
            return Evaluate(expression, scope);
        }
        catch (HclException) when (!budget.IsSpent)
        {
            return null;
        }
    }

    private HclValue Combine(HclBinary binary, HclScope scope)
    {
        var (left, right) = (Evaluate(binary.Left, scope), Evaluate(binary.Right, scope));
        switch (binary.Operator)
        {
            case "==":
                return HclValue.Bool(HclValue.Same(left, right));
            case "!=":
                return HclValue.Bool(!HclValue.Same(left, right));
            case "&&":
                return HclValue.Bool(Operand(left, binary.Left, HclType.Bool).AsBool & Operand(right, binary.Right, HclType.Bool).AsBool);
            case "||":
                return HclValue.Bool(Operand(left, binary.Left, HclType.Bool).AsBool | Operand(right, binary.Right, HclType.Bool).AsBool);
        }
        var (first, second) = (Operand(left, binary.Left, HclType.Number).AsNumber, Operand(right, binary.Right, HclType.Number).AsNumber);
        return binary.Operator switch
        {
            "<" => HclValue.Bool(first.CompareTo(second) < 0),
            ">" => HclValue.Bool(first.CompareTo(second) > 0),
            "<=" => HclValue.Bool(first.CompareTo(second) <= 0),
            ">=" => HclValue.Bool(first.CompareTo(second) >= 0),
            "+" => HclValue.Number(first + second),
            "-" => HclValue.Number(first - second),
            "*" => HclValue.Number(first * second),
            _ when second.IsZero => throw new HclException(binary.Right.Place, "this is zero, which nothing can be divided by"),
            "/" => HclValue.Number(first / second),
            _ => HclValue.Number(first % second),
        };
    }

    private HclValue Apply(HclUnary unary, HclScope scope)
    {
        var operand = Evaluate(unary.Operand, scope);
        return unary.Operator == "!"
            ? HclValue.Bool(!Operand(operand, unary.Operand, HclType.Bool).AsBool)
            : HclValue.Number(-Operand(operand, unary.Operand, HclType.Number).AsNumber);
    }

    private static HclValue Operand(HclValue value, HclExpression expression, HclType type)
    {
        if (value.IsNull)
            throw new HclException(expression.Place, $"this operand is null, and a {type.Name} is required");
        return Convert(value, type, expression.Place);
    }
}
