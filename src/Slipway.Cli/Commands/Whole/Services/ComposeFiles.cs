// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>The Compose files that a command means, and Bake's beside them.</summary>
/// <param name="Compose">The Compose files, by their absolute paths, in the order in which they are merged.</param>
/// <param name="Bake">All files that say how images are built, those among them.</param>
internal sealed record ComposeFiles(IReadOnlyList<string> Compose, IReadOnlyList<string> Bake)
{
    private const string FilesVariable = "COMPOSE_FILE", SeparatorVariable = "COMPOSE_PATH_SEPARATOR";

    // Compose's own order: of several the first is taken.
    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
    private static readonly string[] Overrides = ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml"];

    /// <summary>The folder that paths in them start from.</summary>
    public string Folder => Path.GetDirectoryName(Compose[0])!;

    /// <summary>The files that are named, or else found in the folder that words begin with; null where these mean a fleet of another kind.</summary>
    public static ComposeFiles? Find(FleetWords words, ParseResult parsed, Session session)
    {
        var named = words.FilesOf(parsed, session);
        return named.Count > 0 ? Of(named) : FindIn(Path.GetFullPath(FleetWords.Split(words.WordsOf(parsed)).Folder, session.WorkingFolder), session);
    }

    /// <summary>The Compose files among some; null where there is none.</summary>
    public static ComposeFiles? Of(IReadOnlyList<string> files)
    {
        var compose = files.Where(static file => Path.GetExtension(file) is ".yaml" or ".yml" && BakeFiles.IsBake(file)).ToList();
        return compose.Count > 0 ? new(compose, files) : null;
    }

    /// <summary>The Compose files of a folder, as Compose finds them; null where there is none, or a fleet file of ours, which goes before.</summary>
    public static ComposeFiles? FindIn(string folder, Session session)
    {
        if (File.Exists(Path.Combine(folder, FleetFile.FileName)))
            return null;
        var bake = BakeFiles.Find(folder, session);
        if (VariableOf(FilesVariable) is { Length: > 0 } listed)
            return new([.. listed.Split(VariableOf(SeparatorVariable) is { Length: > 0 } separator ? separator : ":", StringSplitOptions.RemoveEmptyEntries).Select(name => Path.GetFullPath(name, folder))], bake);
        if (FirstOf(Names, folder) is not { } first)
            return null;
        IReadOnlyList<string> compose = FirstOf(Overrides, folder) is { } over ? [first, over] : [first];
        return new(compose, [.. compose, .. bake.Where(static file => Path.GetExtension(file) is not (".yaml" or ".yml"))]);

        string? VariableOf(string name) => ComposeReading.FindVariable(name, folder, session.Variable);
    }

    /// <summary>Reads them as a project.</summary>
    /// <param name="session">The session.</param>
    /// <param name="project">The project's name, over what they say; null is theirs.</param>
    /// <param name="environment">Values of variables.</param>
    /// <returns>The project, and the profiles that the environment asks for.</returns>
    /// <exception cref="CommandException">Something is wrong with them; what, is on the error stream.</exception>
    public (ComposeProject Project, IReadOnlyList<string> Profiles) Read(Session session, string? project, Func<string, string?> environment)
    {
        var reading = ComposeReading.Read([.. Compose.Select(file => FleetText.Read(file, session))], new() { Folder = Folder, Environment = environment, ProjectName = project });
        FleetWords.Refuse(reading.Diagnostics, session);
        return (reading.Project!, reading.Profiles);
    }

    private static string? FirstOf(IEnumerable<string> names, string folder) => names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
