// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// The names that a fleet's targets are known by in Dockerfiles: a tag in full; the target's or the image's name, where it means one target;
/// and <c>image:tag</c>, short for the tag under the fleet's registry.
/// </summary>
internal sealed class SiblingNames
{
    private readonly Dictionary<string, FleetTarget> _targets = new(StringComparer.Ordinal);

    internal SiblingNames(FleetTargets fleet)
    {
        foreach (var target in fleet.Targets)
        {
            _targets.TryAdd(target.Name, target);
            foreach (var tag in target.Tags)
                _targets.TryAdd(tag.ToString(), target);
        }
        foreach (var target in fleet.Targets)
        {
            // The fleet's own words come after what is said in full.
            foreach (var tag in target.Tags.Where(tag => $"/{tag.Repository}".EndsWith($"/{target.Image.Name.Value}", StringComparison.Ordinal)))
                _targets.TryAdd($"{ImageReference.DefaultRegistry}/library/{target.Image.Name.Value}:{tag.Tag}", target);
        }
    }

    /// <summary>The target that a name in a Dockerfile means, seen from <paramref name="asking"/>, which is never its own base.</summary>
    internal FleetTarget? Find(string name, FleetTarget asking) =>
        (_targets.GetValueOrDefault(name) ?? FindTag(name)) is { } found && found != asking ? found : null;

    private FleetTarget? FindTag(string name) =>
        ImageReference.TryParse(name, out var reference, out _) ? _targets.GetValueOrDefault(reference.WithDefaultTag().ToString()) : null;

    /// <summary>Every name with the target that it means.</summary>
    internal IEnumerable<KeyValuePair<string, FleetTarget>> All => _targets;
}
