// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>What OCI archives hold, as a program says that has nothing of ours in it (<c>flatten.py</c>).</summary>
internal static class ImageFacts
{
    // Times before this come from the context or the base and are kept; later ones are of the build itself.
    private static readonly long KeptBefore = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>The facts of each archive, by name.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> ReadAsync(IReadOnlyList<string> archives, CancellationToken cancellationToken)
    {
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Needs.Tool("python3");
        var result = await new Command(python, [Script(), .. archives]) { MaxCapturedBytes = 64 * 1024 * 1024 }.RunAsync(cancellationToken);
        result.ExitCode.ShouldBe(0, result.ErrorText);
        return JsonSerializer.Deserialize<List<Dictionary<string, string>>>(result.OutputText)!;
    }

    /// <summary>The facts that differ, a line each; none where both hold the same.</summary>
    public static IReadOnlyList<string> Compare(
        IReadOnlyDictionary<string, string> ours, IReadOnlyDictionary<string, string> theirs, Func<string, string?, string?, bool> excuses) =>
    [
        .. ours.Keys.Union(theirs.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Ours: ours.GetValueOrDefault(name), Theirs: theirs.GetValueOrDefault(name)))
            .Where(fact => fact.Ours != fact.Theirs && !IsMadeNow(fact.Name, fact.Ours, fact.Theirs) && !excuses(fact.Name, fact.Ours, fact.Theirs))
            .Select(fact => $"{fact.Name}: ours {fact.Ours ?? "nothing"}; theirs {fact.Theirs ?? "nothing"}"),
    ];

    private static bool IsMadeNow(string name, string? ours, string? theirs) =>
        name.Split(' ')[0] is "time" or "folder-time" && (ours is null || theirs is null || (IsNow(ours) && IsNow(theirs)));

    /// <summary>Whether a time is of the build itself.</summary>
    internal static bool IsNow(string time) => long.Parse(time, CultureInfo.InvariantCulture) >= KeptBefore;

    private static string Script([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "flatten.py");
}
