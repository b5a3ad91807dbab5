// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads a matrix, and what matches combinations of one.</summary>
internal sealed partial class MatrixReader(List<Diagnostic> diagnostics)
{
    // Words that mean something else in braces, or in the matrix itself.
    private static readonly string[] Reserved = [.. Interpolation.OwnWords, "include", "exclude"];

    [GeneratedRegex($@"\A{NamePatterns.Word}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AxisName();

    [GeneratedRegex($@"\A{NamePatterns.AxisValue}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ValueText();

    internal FleetMatrix? Read(YamlValue value)
    {
        if (value is not YamlMap { Entries.Count: > 0 } map)
        {
            Report(value.Place, $"'matrix' is a map of axes to lists of values, not {(value is YamlMap ? "an empty one" : value.Kind)}", "write each axis below it: 'backend: [redis, kafka]'");
            return null;
        }
        var before = diagnostics.Count;
        var axes = new List<MatrixAxis>();
        foreach (var (key, values) in map.Entries.Where(entry => entry.Key.Text is not ("include" or "exclude")))
        {
            if (ReadAxis(key, values) is { } axis)
                axes.Add(axis);
        }
        var matrix = new FleetMatrix(axes, ReadRules(map, "exclude"), [], value.Place);
        if (axes.Count == 0)
        {
            if (diagnostics.Count == before)
                Report(value.Place, "the matrix has no axis", "add 'axis: [value, value]'");
            return null;
        }
        matrix = matrix with { Exclude = [.. matrix.Exclude.Where(rule => Check(rule.Match, matrix))] };
        matrix = matrix with { Include = [.. ReadRules(map, "include").Where(rule => CheckIncluded(rule, matrix))] };
        return CheckCombinations(matrix);
    }

    /// <summary>A map of axes to a value or a list of values; null, with a report, if it is none.</summary>
    internal static IReadOnlyList<AxisMatch>? ReadMatch(YamlValue value, string owner, List<Diagnostic> diagnostics)
    {
        if (value is not YamlMap { Entries.Count: > 0 } map)
        {
            diagnostics.Add(value.Place.Error($"{owner} is a map of axes to values, not {(value is YamlMap ? "an empty one" : value.Kind)}", "write it as in '{ backend: redis }'"));
            return null;
        }
        var fields = new FieldReader(map, owner, diagnostics);
        var match = map.Entries.Select(entry => new AxisMatch(new(entry.Key.Text, entry.Key.Place), fields.Texts(entry.Key.Text) ?? [])).ToList();
        return match.TrueForAll(axis => axis.Values.Count > 0) ? match : null;
    }

    /// <summary>Whether every axis and value is one of the matrix; reports each that isn't.</summary>
    internal bool Check(IReadOnlyList<AxisMatch> match, FleetMatrix matrix)
    {
        var before = diagnostics.Count;
        var names = matrix.Axes.Select(axis => axis.Name.Value).ToList();
        foreach (var axis in match)
        {
            if (!names.Contains(axis.Axis.Value))
            {
                Report(
                    axis.Axis.Place, $"the matrix has no axis '{axis.Axis.Value}'",
                    Choice.Help(axis.Axis.Value, names, "its axes"));
                continue;
            }
            var values = matrix.ValuesOf(axis.Axis.Value);
            foreach (var value in axis.Values.Where(value => !values.Contains(value.Value)))
                Report(
                    value.Place, $"the axis '{axis.Axis.Value}' has no value '{value.Value}'",
                    Choice.Help(value.Value, values, "its values"));
        }
        return diagnostics.Count == before;
    }

    private MatrixAxis? ReadAxis(YamlScalar key, YamlValue values)
    {
        if (!AxisName().IsMatch(key.Text) || Reserved.Contains(key.Text))
        {
            Report(
                key.Place, $"'{key.Text}' cannot name an axis",
                Reserved.Contains(key.Text) ? $"'{{{key.Text}}}' already means something else" : "use letters, digits, '_' and '-'");
            return null;
        }
        var fields = new FieldReader(new(key.Place, [new(key, values)]), "a matrix", diagnostics);
        var read = fields.Texts(key.Text) ?? [];
        foreach (var value in read.Where(value => !ValueText().IsMatch(value.Value)))
            Report(value.Place, $"'{value.Value}' cannot be a value of a matrix", "use letters, digits and . _ - + / : @");
        foreach (var again in read.GroupBy(value => value.Value).SelectMany(group => group.Skip(1)))
            Report(again.Place, $"the axis '{key.Text}' has '{again.Value}' twice", "take one of them out");
        var kept = read.Where(value => ValueText().IsMatch(value.Value)).DistinctBy(value => value.Value).ToList();
        return kept.Count == 0 ? null : new(new(key.Text, key.Place), kept);
    }

    private List<MatrixRule> ReadRules(YamlMap map, string word)
    {
        if (map.Entries.FirstOrDefault(entry => entry.Key.Text == word)?.Value is not { } value)
            return [];
        if (value is not YamlList list)
        {
            Report(value.Place, $"'{word}' is a list of combinations, not {value.Kind}", "write '- { axis: value }' below it");
            return [];
        }
        return
        [
            .. list.Items.Select(item => (item.Place, Match: ReadMatch(item, $"an entry of '{word}'", diagnostics)))
                .Where(rule => rule.Match is not null).Select(rule => new MatrixRule(rule.Match!, rule.Place)),
        ];
    }

    // An added combination may bring values of its own, but no axis, and it leaves none out.
    private bool CheckIncluded(MatrixRule rule, FleetMatrix matrix)
    {
        var before = diagnostics.Count;
        var names = matrix.Axes.Select(axis => axis.Name.Value).ToList();
        foreach (var match in rule.Match)
        {
            if (!names.Contains(match.Axis.Value))
                Report(
                    match.Axis.Place, $"the matrix has no axis '{match.Axis.Value}'",
                    Choice.Help(match.Axis.Value, names, "its axes"));
            if (match.Values.Count > 1)
                Report(match.Values[1].Place, "an entry of 'include' is one combination: one value for each axis", "add an entry for each");
            foreach (var value in match.Values.Where(value => !ValueText().IsMatch(value.Value)))
                Report(value.Place, $"'{value.Value}' cannot be a value of a matrix", "use letters, digits and . _ - + / : @");
        }
        if (names.Except(rule.Match.Select(match => match.Axis.Value)).ToList() is { Count: > 0 } missing)
            Report(rule.Place, $"an entry of 'include' needs a value for each axis; it has none for {string.Join(", ", missing)}", $"add '{missing[0]}: VALUE'");
        return diagnostics.Count == before;
    }

    private FleetMatrix? CheckCombinations(FleetMatrix matrix)
    {
        var product = matrix.Axes.Aggregate(1L, (count, axis) => Math.Min(count * axis.Values.Count, int.MaxValue));
        if (product + matrix.Include.Count > FleetMatrix.MaxCombinations)
        {
            Report(
                matrix.Place,
                $"the matrix has {product + matrix.Include.Count} combinations, more than the {FleetMatrix.MaxCombinations} that one image may have",
                "take values out, or make several images that inherit from one");
            return null;
        }
        var left = (matrix with { Include = [] }).Combine().Select(Key).ToHashSet();
        var added = new List<MatrixRule>();
        foreach (var rule in matrix.Include)
        {
            if (left.Add(Key([.. matrix.Axes.Select(axis => new AxisValue(axis.Name.Value, rule.ValueOf(axis.Name.Value)))])))
                added.Add(rule);
            else
                Report(rule.Place, "the matrix has this combination already", "take it out");
        }
        if (left.Count == 0)
            Report(matrix.Place, "every combination of the matrix is excluded", "leave one, or take the image out");
        return matrix with { Include = added };
    }

    private static string Key(IReadOnlyList<AxisValue> combination) => string.Join(',', combination);

    private void Report(SourcePlace place, string message, string? help = null) => diagnostics.Add(place.Error(message, help));
}
