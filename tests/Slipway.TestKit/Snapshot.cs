// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Slipway.TestKit;

/// <summary>A text that a test agreed on earlier, kept as a file beside the test. <c>UPDATE_SNAPSHOTS=1</c> writes what is found instead of comparing.</summary>
public static class Snapshot
{
    /// <summary>Compares <paramref name="actual"/> with the file of this name in the folder <c>Snapshots</c> beside the test's source.</summary>
    public static void Matches(string actual, string name, [CallerFilePath] string testFile = "")
    {
        MatchesFile(actual, Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", name));
    }

    /// <summary>Compares <paramref name="actual"/> with a file that is part of the project, such as a page of its documentation.</summary>
    public static void MatchesFile(string actual, string path)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        if (!File.Exists(path))
            throw new InvalidOperationException($"There is no snapshot '{path}'. Run the test with UPDATE_SNAPSHOTS=1, read the file, and commit it.");
        var expected = File.ReadAllText(path);
        if (actual != expected)
            throw new InvalidOperationException($"'{path}' differs from what was found. If the change is meant, run the test with UPDATE_SNAPSHOTS=1.\n{Difference(expected, actual)}");
    }

    private static string Difference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        return string.Join('\n', before.Except(after).Select(static line => $"- {line}").Concat(after.Except(before).Select(static line => $"+ {line}")).Take(60));
    }
}
