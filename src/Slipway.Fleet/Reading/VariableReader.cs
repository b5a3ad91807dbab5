// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads the variables of a fleet file and gives them their values.</summary>
internal sealed partial class VariableReader(FleetReadOptions options, List<Diagnostic> diagnostics)
{
    [GeneratedRegex($@"\A{NamePatterns.Word}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameGrammar();

    /// <summary>The variables, in order; a default may use those above it.</summary>
    internal IReadOnlyList<FleetVariable> Read(YamlValue? value)
    {
        var variables = new List<FleetVariable>();
        if (value is not null and not YamlMap)
            diagnostics.Add(value.Place.Error($"'variable' is a map of names to their defaults, not {value.Kind}", "write each variable below it: 'NAME: default'"));
        foreach (var (key, item) in (value as YamlMap)?.Entries ?? [])
        {
            if (Interpolation.OwnWords.Contains(key.Text))
                diagnostics.Add(key.Place.Error($"'{key.Text}' cannot name a variable", $"'{{{key.Text}}}' already means something else"));
            else if (!NameGrammar().IsMatch(key.Text))
                diagnostics.Add(key.Place.Error($"'{key.Text}' cannot name a variable", "use letters, digits, '_' and '-'"));
            else
                variables.Add(ReadOne(new(key.Text, key.Place), item, variables));
        }
        foreach (var name in options.Variables.Keys.Where(name => !variables.Exists(variable => variable.Name.Value == name)))
            diagnostics.Add(Diagnostic.Error(
                SourceText.From("--var", name), new(0, name.Length), $"the file has no variable '{name}'",
                variables.Count == 0 ? "declare it under 'variable:'" : Choice.Help(name, [.. variables.Select(variable => variable.Name.Value)], "variables")));
        return variables;
    }

    private FleetVariable ReadOne(Located<string> name, YamlValue item, IReadOnlyList<FleetVariable> above)
    {
        var (initial, description) = item switch
        {
            YamlScalar { IsNull: true } => (null, null),
            YamlScalar text => (new(text.Text, text.Place), null),
            _ => ReadFields(item),
        };
        // A default that isn't needed may use what has no value.
        var given = options.Variables.GetValueOrDefault(name.Value) ?? options.Environment(name.Value);
        return new() { Name = name, Value = given ?? new Interpolation([], null, above, diagnostics).Fill(initial), Description = description };
    }

    private (Located<string>? Default, string? Description) ReadFields(YamlValue item)
    {
        if (FieldReader.Open(item, "a variable", diagnostics) is not { } fields)
            return (null, null);
        var (initial, description) = (fields.AnyText("default"), fields.Text("description"));
        foreach (var word in (string[])["type", "validation"])
            fields.Refuse(word, "a variable of a fleet file is a text; Bake's files have types and checks");
        fields.Finish();
        return (initial, description?.Value);
    }
}
