// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>Compares values as Go's templates do: like with like, and nothing but numbers, texts, truths and nothing.</summary>
internal static class TemplateComparison
{
    /// <summary>Whether two values are equal.</summary>
    /// <exception cref="TemplateFunctionException">They can't be compared.</exception>
    public static bool AreEqual(TemplateValue left, TemplateValue right) => (left, right) switch
    {
        (TemplateNil, TemplateNil) => true,
        (TemplateNil, _) or (_, TemplateNil) => false,
        (TemplateBool one, TemplateBool other) => one.Value == other.Value,
        _ => Compare(left, right) == 0,
    };

    /// <summary>The order of two values.</summary>
    /// <exception cref="TemplateFunctionException">They have none.</exception>
    public static int Compare(TemplateValue left, TemplateValue right) => (left, right) switch
    {
        (TemplateText one, TemplateText other) => string.CompareOrdinal(one.Value, other.Value),
        (TemplateFloat one, TemplateFloat other) => one.Value.CompareTo(other.Value),
        _ when Whole(left) is { } one && Whole(right) is { } other => one.CompareTo(other),
        _ => throw new TemplateFunctionException($"a value of kind {left.Kind} can't be compared with one of kind {right.Kind}"),
    };

    private static long? Whole(TemplateValue value) => value switch
    {
        TemplateInteger number => number.Value,
        TemplateDuration duration => duration.Nanoseconds,
        _ => null,
    };
}
