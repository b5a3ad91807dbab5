// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary><c>RUN --mount=key=value,…</c> as written. <see cref="Resolve"/> makes a <see cref="RunMount"/> of it once variables are known.</summary>
public sealed class RunMountFlag
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["src"] = "source",
        ["dst"] = "target",
        ["destination"] = "target",
        ["ro"] = "readonly",
        ["rw"] = "readwrite",
    };

    private RunMountFlag(Word text, IReadOnlyList<RunMountField> fields) => (Text, Fields) = (text, fields);

    /// <summary>The flag's value.</summary>
    public Word Text { get; }

    /// <summary>The fields, in order.</summary>
    public IReadOnlyList<RunMountField> Fields { get; }

    /// <summary>The stage, context or image it names by <c>from=</c>, or null. Holds no variables.</summary>
    public Word? From => Fields.LastOrDefault(part => part.Key == "from")?.Value is { Text.Length: > 0 } from ? from : null;

    /// <summary>Makes the mount, and reports what is wrong with it.</summary>
    /// <param name="expand">Expands a value; null if it cannot, which <paramref name="expand"/> has reported.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    /// <returns>The mount, or null if there was a problem.</returns>
    public RunMount? Resolve(Func<Word, string?> expand, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(expand);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return new RunMountReader(this, expand, diagnostics).Read();
    }

    internal static RunMountFlag Parse(Word text) => new(text, [.. SplitFields(text).Select(CreateField)]);

    private static RunMountField CreateField(Word field)
    {
        var equals = field.Text.IndexOf('=', StringComparison.Ordinal);
        var length = equals < 0 ? field.Text.Length : equals;
        var key = field.Text[..length].ToLowerInvariant();
        return new(Aliases.GetValueOrDefault(key, key), field.SpanOf(0, length), equals < 0 ? null : field.Slice(equals + 1));
    }

    // Comma-separated values: a field in double quotes may hold commas, and two double quotes there are one.
    private static List<Word> SplitFields(Word text)
    {
        var fields = new List<Word>();
        var field = new WordBuilder(text.Source);
        var quoted = false;
        for (var index = 0; index < text.Text.Length; index++)
        {
            var character = text.Text[index];
            if (character == '"' && quoted && index + 1 < text.Text.Length && text.Text[index + 1] == '"')
                field.Append(character, text.OffsetOf(++index));
            else if (character == '"' && (quoted || field.Length == 0))
                quoted = !quoted;
            else if (character == ',' && !quoted)
                fields.Add(field.Build(text.OffsetOf(index)));
            else
                field.Append(character, text.OffsetOf(index));
        }
        fields.Add(field.Build(text.OffsetOf(text.Text.Length)));
        return fields;
    }
}
