// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>An image of a sample fleet, and how each builder is told of it.</summary>
/// <param name="Name">Its target in a Bake file.</param>
/// <param name="Repository">Where its tag is.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Folder">Its context, below the fleet's folder.</param>
/// <param name="Arguments">Its build args beside <c>BASE</c>.</param>
/// <param name="Parent">The image of the fleet that its <c>FROM</c> names, or null.</param>
internal sealed record SampleImage(string Name, string Repository, string Tag, string Folder, IReadOnlyDictionary<string, string> Arguments, string? Parent)
{
    /// <summary>Its reference, at a registry where one is given.</summary>
    public string Reference(string? registry) => registry is null ? $"{Repository}:{Tag}" : $"{registry}/{Repository}:{Tag}";
}
