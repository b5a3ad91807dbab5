// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What lies on disk of one container by hand; see <see cref="ContainerCatalog"/>.</summary>
internal sealed class CatalogFolder(string path)
{
    internal string Path { get; } = path;

    internal string Definition => Below("definition.json");

    internal string Fate => Below("fate.json");

    internal string Log => System.IO.Path.Combine(Below("log"), "container.log");

    /// <summary>Held by who mounts its files: a run that begins, or who looks at them while it doesn't run.</summary>
    internal string Lock => Below("lock");

    internal string Upper => Below("upper");

    internal string Work => Below("work");

    private string Below(string name) => System.IO.Path.Combine(Path, name);
}
