// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests.Bake;

/// <summary>Files that somebody or something broke: whatever stands in them, they are read or refused, and nothing else happens.</summary>
public sealed class BakeMutationTests
{
    private const int Times = 60;

    private static readonly string[] Pieces = ["\"", "${", "%{", "}", "{", "[", "]", "(", ")", "<<EOT\n", "\n", "=", "...", "for", " if ", "null", "~", "\\", ",", ".*.", "[*]", "é", "\u0001", "-", "1e9", ": ", "- ", "&a ", "*a", "%{ endfor }", "target.default."];

    public static TheoryData<string> Rows => [.. BakeRow.Names];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_broken_file_is_read_or_refused(string name)
    {
        var random = new Random(20261121);
        foreach (var path in Directory.EnumerateFiles(new BakeRow(name).Folder).Where(static path => BakeFile.IsNamedSo(path) && Path.GetFileName(path) != "expected.json"))
        {
            var text = File.ReadAllText(path);
            for (var time = 0; time < Times; time++)
            {
                var broken = Break(text, random);

                var definition = BakeDefinition.Read([BakeFile.From(SourceText.From(Path.GetFileName(path), broken))], new() { Folder = "/fleets/app" });
                var selection = definition.HasErrors ? null : definition.Select(definition.TargetNames);
                var json = selection is { Diagnostics.Count: 0 } ? selection.ToJson() : "";

                foreach (var diagnostic in definition.Diagnostics.Concat(selection?.Diagnostics ?? []))
                    DiagnosticRenderer.Render(diagnostic).ShouldNotBeEmpty();
                if (json.Length > 0)
                    System.Text.Json.JsonDocument.Parse(json).Dispose();
            }
        }
    }

    private static string Break(string text, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(6), text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(at, text.Substring(at, length)),
            };
        }
        return text;
    }
}
