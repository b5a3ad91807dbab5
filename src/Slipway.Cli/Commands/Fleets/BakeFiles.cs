// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary>Finds and reads the files of Bake and Compose that a command means.</summary>
internal static class BakeFiles
{
    // Bake's own variables: files by name, and what stands between them.
    private const string NamesVariable = "BUILDX_BAKE_FILE";
    private const string SeparatorVariable = "BUILDX_BAKE_FILE_SEPARATOR";

    /// <summary>The files of a folder by Bake's rule: those that the environment names, or those of the default names that are there.</summary>
    public static IReadOnlyList<string> Find(string folder, Session session)
    {
        if (session.Variable(NamesVariable) is { Length: > 0 } names)
            return [.. names.Split(session.Variable(SeparatorVariable) is { Length: > 0 } separator ? separator : ":", StringSplitOptions.RemoveEmptyEntries).Select(name => Path.GetFullPath(name, folder))];
        var found = BakeFile.DefaultNames.Select(name => Path.Combine(folder, name)).Where(File.Exists).ToList();
        // Compose files that build nothing say nothing of a fleet.
        return found.TrueForAll(static path => Path.GetExtension(path) is ".yaml" or ".yml" && !Builds(path)) ? [] : found;
    }

    /// <summary>Whether a file is one of Bake's or Compose's: of YAML those that have services, and all that is no YAML.</summary>
    public static bool IsBake(string path) => BakeFile.IsNamedSo(path) || Path.GetExtension(path) is not (".yaml" or ".yml")
        || (File.Exists(path) && Lines(path).Any(static line => line.StartsWith("services:", StringComparison.Ordinal)));

    /// <summary>Reads files as one definition.</summary>
    /// <exception cref="CommandException">One is not there or is too large.</exception>
    public static BakeDefinition Read(IReadOnlyList<string> paths, BakeReadOptions options, Session session) =>
        BakeDefinition.Read([.. paths.Select(path => BakeFile.From(FleetText.Read(path, session)))], options);

    private static bool Builds(string path) => Lines(path).Any(static line => line.Contains("build:", StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string path) => new FileInfo(path).Length > SourceText.MaxBytes ? [] : File.ReadLines(path);
}
