// SPDX-License-Identifier: Apache-2.0
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
        var environment = new ComposeEnvironment(options);
        try
        {
            var root = ComposeReader.Merge(sources, diagnostics);
            return new(root is null ? null : new ComposeProjectReader(root, sources, environment, diagnostics).Read(), environment.Profiles, diagnostics);
        }
        catch (HclException e)
        {
            diagnostics.Add(e.ToDiagnostic());
            return new(null, environment.Profiles, diagnostics);
        }
    }
}
