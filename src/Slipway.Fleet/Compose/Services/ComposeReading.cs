// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What came of reading Compose files as a project.</summary>
/// <param name="Project">The project; null where an error keeps the files from being used.</param>
/// <param name="Profiles">The profiles that the environment and <c>.env</c> ask for (<c>COMPOSE_PROFILES</c>).</param>
/// <param name="Diagnostics">What is wrong. Of several errors the first is found.</param>
public sealed record ComposeReading(ComposeProject? Project, IReadOnlyList<string> Profiles, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Reads files as one project; never throws for what stands in them. Files that they name (<c>env_file</c>) are read.</summary>
    /// <param name="sources">The files, in the order in which they are merged.</param>
    /// <param name="options">What is said beside them.</param>
    public static ComposeReading Read(IReadOnlyList<SourceText> sources, ComposeReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        var diagnostics = new List<Diagnostic>();
        try
        {
            var environment = new ComposeEnvironment(options);
            var variables = new ComposeVariables(environment.Find, (place, name) => WarnOnce(diagnostics, place, name));
            var root = ComposeReader.Merge(sources, options.Folder, variables, diagnostics);
            return new(root is null ? null : new ComposeProjectReader(root, sources, environment, variables, diagnostics).Read(), environment.Profiles, diagnostics);
        }
        catch (HclException e)
        {
            diagnostics.Add(e.ToDiagnostic());
            return new(null, [], diagnostics);
        }
    }

    /// <summary>A variable, as Compose looks for it: in the environment, then in the folder's <c>.env</c>; null where it is in neither, or that file can't be read, which <see cref="Read"/> tells.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">The absolute folder.</param>
    /// <param name="environment">Asks the environment.</param>
    public static string? FindVariable(string name, string folder, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        try
        {
            return environment(name) ?? DotEnv.Read(folder, environment).GetValueOrDefault(name);
        }
        catch (HclException)
        {
            return null;
        }
    }

    private static void WarnOnce(List<Diagnostic> diagnostics, SourcePlace place, string name)
    {
        var message = $"the variable '{name}' is not set, and nothing stands in its place";
        if (!diagnostics.Exists(diagnostic => diagnostic.Message == message))
            diagnostics.Add(Diagnostic.Warning(place.Source, place.Span, message, "set it in the environment or in .env"));
    }
}
