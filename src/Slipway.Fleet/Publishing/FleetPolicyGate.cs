// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>The policy at the door of publishing: judges what a fleet would publish, under each name that it would get.</summary>
/// <param name="store">Where the images are.</param>
/// <param name="inventories">Looks into images.</param>
/// <param name="runner">Runs commands of images; null where nothing can.</param>
public sealed class FleetPolicyGate(OciLayout store, InventoryReader inventories, IImageRunner? runner)
{
    /// <summary>The verification, with what the policy says of each target that is built.</summary>
    /// <param name="verification">What came of proving the fleet's own claims.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="registries">The registries in place of the tags' own, see <see cref="PublishDestination"/>; none is theirs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FormatException">One is not a registry.</exception>
    public async Task<FleetVerification> JudgeAsync(FleetVerification verification, ImagePolicy policy, IReadOnlyList<string> registries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verification);
        using var lease = await store.LeaseAsync(cancellationToken).ConfigureAwait(false);
        var judge = new PolicyJudge(new StoreContent(store), inventories, runner);
        var targets = new List<VerifiedTarget>();
        foreach (var verified in verification.Targets)
        {
            var verdicts = new List<PolicyVerdict>();
            foreach (var request in RequestsOf(verified, registries))
                verdicts.Add(await judge.JudgeAsync(policy, request, cancellationToken).ConfigureAwait(false));
            targets.Add(verified with { Policy = verdicts });
        }
        return verification with { Targets = targets };
    }

    // One for each repository and image: what several registries get alike is judged once.
    private IEnumerable<PolicyRequest> RequestsOf(VerifiedTarget verified, IReadOnlyList<string> registries)
    {
        if (verified.Image is not { } image)
            return [];
        var whole = verified.Target.Tags.Select(tag => (Reference: tag, Image: image));
        var parts = from tag in verified.Target.PlatformTags
                    from platform in verified.Platforms
                    where platform.Platform == tag.Platform
                    let part = store.Resolve(tag.Reference.WithDigest(platform.Inventory.Digest))
                    where part is not null
                    select (tag.Reference, Image: part);
        return from named in whole.Concat(parts)
               from reference in PublishDestination.AllOf(named.Reference, registries)
               group reference.WithDefaultTag().Tag by (reference.Repository, named.Image) into same
               select new PolicyRequest { Door = PolicyDoors.Publish, Repository = same.Key.Repository, Tags = [.. same.OfType<Tag>().Distinct()], Image = same.Key.Image };
    }
}
