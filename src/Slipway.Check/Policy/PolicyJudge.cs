// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Check;

/// <summary>Judges images by a policy: by what they are, never by what they say of themselves. Layers are read only where a claim asks for what is in them.</summary>
/// <param name="content">Where the images are.</param>
/// <param name="inventories">Reads their layers.</param>
/// <param name="runner">Runs commands, at the doors where a policy may ask for some; null where nothing can.</param>
public sealed class PolicyJudge(IImageContent content, InventoryReader inventories, IImageRunner? runner)
{
    /// <summary>The rule that mutable tags are refused by, which no policy file writes.</summary>
    public const string MutableTagsRule = "mutable-tags";

    /// <summary>Judges an image. An image that can't be read is refused by each rule that asks something of it.</summary>
    public async Task<PolicyVerdict> JudgeAsync(ImagePolicy policy, PolicyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(request);
        var judged = new List<JudgedRule>();
        if (FindMutable(policy, request) is { } mutable)
            judged.Add(mutable);
        var rules = policy.Rules.Where(rule => rule.IsAbout(request)).ToList();
        var images = rules.Exists(rule => rule.Bar == PolicyBar.Claims) ? await ReadImagesAsync(request.Image, cancellationToken).ConfigureAwait(false) : new([], null);
        var inventory = new Dictionary<Digest, (ImageInventory? Inventory, string? Problem)>();
        foreach (var rule in rules)
        {
            judged.Add(rule.Bar == PolicyBar.Everything ? Forbidden(rule, request)
                : images.Problem is { } problem ? Unreadable(rule, null, problem)
                : await JudgeAsync(rule, request, images.All, inventory, cancellationToken).ConfigureAwait(false));
        }
        return new(request, judged);
    }

    private static JudgedRule? FindMutable(ImagePolicy policy, PolicyRequest request)
    {
        if ((request.Door & (PolicyDoors.Install | PolicyDoors.Upgrade)) == 0 || request.Pinning == ReferencePinning.Pinned)
            return null;
        var tags = request.Tags.Where(tag => policy.MutableTags.Any(pattern => pattern.Matches(tag.ToString()))).ToList();
        return tags.Count == 0 ? null : new(MutableTagsRule, PolicySeverity.Refuse, [],
        [
            new()
            {
                Rule = MutableTagsRule,
                Severity = PolicySeverity.Refuse,
                Expected = "the tag stays with one image",
                Found = $"'{tags[0]}' is a tag that moves",
                Remedy = $"name a version, or the digest: {request.Repository}@{request.Image.Digest}",
            },
        ]);
    }

    private static JudgedRule Forbidden(PolicyRule rule, PolicyRequest request) => Finding(rule, null, "no image of this name comes in", $"it is {request.Name}", "bring it under another name");

    private static JudgedRule Unreadable(PolicyRule rule, Platform? platform, string problem) =>
        Finding(rule, platform, "it can be looked into", problem, "bring the whole image again");

    private static JudgedRule Finding(PolicyRule rule, Platform? platform, string expected, string found, string remedy) => new(rule.Name, rule.Severity, [],
    [
        new() { Rule = rule.Name, Severity = rule.Severity, Platform = platform, Expected = expected, Found = ProofText.Clean(found), Remedy = rule.Remedy ?? remedy },
    ]);

    private async Task<(IReadOnlyList<PolicyImage> All, string? Problem)> ReadImagesAsync(Descriptor image, CancellationToken cancellationToken)
    {
        try
        {
            return (await PolicyImages.FindAsync(content, image, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e) when (IsProblem(e))
        {
            return ([], Clause(e));
        }
    }

    private async Task<JudgedRule> JudgeAsync(
        PolicyRule rule, PolicyRequest request, IReadOnlyList<PolicyImage> images, Dictionary<Digest, (ImageInventory? Inventory, string? Problem)> known, CancellationToken cancellationToken)
    {
        var prover = new Prover(inventories, runner);
        var (proofs, findings) = (new List<Proof>(), new List<PolicyFinding>());
        for (var at = 0; at < images.Count; at++)
        {
            var image = images[at];
            // What is claimed of all platforms together is proven with the first, and only where all come in together: a module is of one.
            var isWhole = at == 0 && (request.Door & (PolicyDoors.Install | PolicyDoors.Upgrade)) == 0;
            var claims = rule.Claims.Where(claim => (claim.OnlyOn is null || image.MayRunAs(claim.OnlyOn)) && (isWhole || claim is not PlatformClaim)).ToList();
            if (claims.Count == 0)
                continue;
            if (await InventoryAsync(image.Image, claims, known, cancellationToken).ConfigureAwait(false) is not { Inventory: { } inventory })
            {
                findings.AddRange(Unreadable(rule, image.Platform, known[image.Image.Digest].Problem!).Findings);
                continue;
            }
            var subject = new ProofSubject(request.Name, image.Image, inventory, PlatformsOf(images));
            proofs.AddRange(await prover.ProveAsync(claims, subject, static _ => null, cancellationToken).ConfigureAwait(false));
        }
        findings.AddRange(proofs.Where(proof => !proof.Holds).Select(proof => new PolicyFinding
        {
            Rule = rule.Name,
            Severity = rule.Severity,
            Platform = proof.Claim is PlatformClaim ? null : proof.Platform,
            Expected = proof.Claim.Statement,
            Found = proof.Distance is { } distance ? $"{proof.Found} ({distance})" : proof.Found,
            Remedy = rule.Remedy ?? PolicyRemedies.For(proof.Claim),
        }));
        return new(rule.Name, rule.Severity, proofs, findings);
    }

    // A platform is there only if nothing says that it isn't.
    private static IReadOnlyList<Platform> PlatformsOf(IReadOnlyList<PolicyImage> images) => [.. images.Where(image => image.IsFor(image.Platform)).Select(image => image.Platform)];

    private async Task<(ImageInventory? Inventory, string? Problem)> InventoryAsync(
        StoredImage image, List<Claim> claims, Dictionary<Digest, (ImageInventory? Inventory, string? Problem)> known, CancellationToken cancellationToken)
    {
        if (!claims.Exists(claim => claim.AsksForLayers))
            return (ImageInventory.WithoutContent(image), null);
        if (known.TryGetValue(image.Digest, out var read))
            return read;
        try
        {
            read = (await inventories.ReadAsync(image, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e) when (IsProblem(e))
        {
            read = (null, $"a layer can't be read: {Clause(e)}");
        }
        return known[image.Digest] = read;
    }

    private static bool IsProblem(Exception e) => e is ImageFormatException or CorruptBlobException or LayerException or TarFormatException or FileNotFoundException or EndOfStreamException or InvalidDataException;

    private static string Clause(Exception e) => e.Message.TrimEnd('.');
}
