// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Explains a RUN step that failed on a program of another architecture in an image of the right one: "exec format error", or a shell's syntax error at its first line.</summary>
internal static partial class WrongProgram
{
    private const int MaxWords = 64, MaxWordLength = 512;
    private static readonly char[] Separators = [' ', '\t', '\n', '\r', ':', ';', '|', '&', '(', ')', '<', '>', '"', '\'', '`', ','];

    /// <summary>The failure, with a note and a help if one of the programs that it names is for a platform whose programs don't run here.</summary>
    /// <param name="failure">How the step failed.</param>
    /// <param name="run">The step.</param>
    /// <param name="layers">The folders of its files, the topmost first.</param>
    /// <param name="tail">The last lines it wrote.</param>
    /// <param name="emulation">The machine.</param>
    public static StepException Explain(StepException failure, RunOperation run, IReadOnlyList<string> layers, IReadOnlyList<string> tail, Emulation emulation)
    {
        // What was complained about last comes before what was called.
        var words = tail.Reverse().SelectMany(static line => Words(line)).Concat(run.Arguments.SelectMany(static argument => Words(argument)))
            .Distinct(StringComparer.Ordinal).Take(MaxWords);
        foreach (var path in words.SelectMany(word => PathsOf(word, run)))
        {
            if (PlatformOf(path, layers) is { } platform && emulation.Find(platform) is { } obstacle)
                return With(failure, $"'{path}' is a program for {platform}, and this step runs on {run.Platform}", WrongBuild(run, obstacle));
        }
        return tail.Any(static line => ExecFormatError().IsMatch(line))
            ? With(failure, "'exec format error' is what the kernel says of a file that is no program for this machine: made for another architecture, cut short, or a script without '#!' in its first line", null)
            : failure;
    }

    private static string WrongBuild(RunOperation run, EmulationObstacle obstacle) =>
        $"take the one for {run.Platform} ($TARGETARCH names the architecture){(obstacle.Help is { } help ? $"; or, to run it under an emulator, {help}" : "")}";

    private static StepException With(StepException failure, string note, string? help) => new(failure.Message)
    {
        Kind = failure.Kind,
        Span = failure.Span,
        Notes = [.. failure.Notes, note],
        Help = help ?? failure.Help,
        ExitCode = failure.ExitCode,
        IsTransient = failure.IsTransient,
    };

    private static IEnumerable<string> Words(string line) =>
        line.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Where(static word => word.Length <= MaxWordLength && word.All(static character => character is > ' ' and < '\u007f'));

    private static IEnumerable<string> PathsOf(string word, RunOperation run)
    {
        if (word.StartsWith('/'))
            return [word];
        if (word.Contains('/', StringComparison.Ordinal))
            return [Path.GetFullPath(word, run.WorkingDirectory)];
        // A name alone is looked up as a shell does.
        var search = run.Environment.LastOrDefault(static variable => variable.StartsWith("PATH=", StringComparison.Ordinal))?["PATH=".Length..] ?? "";
        return search.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(static folder => folder.StartsWith('/')).Select(folder => $"{folder.TrimEnd('/')}/{word}");
    }

    private static Platform? PlatformOf(string path, IReadOnlyList<string> layers)
    {
        Span<byte> header = stackalloc byte[64];
        foreach (var layer in layers)
        {
            try
            {
                using var root = RootedDirectory.Open(layer);
                if (root.TryGetStatus(path.TrimStart('/'), FinalLink.Follow) is not { Type: FileType.RegularFile })
                    continue;
                using var file = root.OpenRead(path.TrimStart('/'), FinalLink.Follow);
                return Emulation.PlatformOf(header[..RandomAccess.Read(file, header, 0)]);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // A link that leads nowhere in this layer, say; this only explains, so it may miss one.
            }
        }
        return null;
    }

    [GeneratedRegex("exec format error", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExecFormatError();
}
