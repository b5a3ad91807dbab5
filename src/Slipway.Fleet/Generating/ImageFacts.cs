// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// What the files of a fleet say of an image: first what is claimed of it, then what its Dockerfile says, then the same of the sibling that it stands on. No image is looked into, so that
/// what is made of it is the same on every machine.
/// </summary>
internal sealed record ImageFacts
{
    private const int MaxDepth = 32;

    /// <summary>The number of the user that it runs as; null is not known.</summary>
    internal uint? Uid { get; init; }

    /// <summary>The number of the group that it runs as; null is not known.</summary>
    internal uint? Gid { get; init; }

    /// <summary>The user's name, or the number as a text; null is not known.</summary>
    internal string? User { get; init; }

    /// <summary>The ports that it listens on, such as <c>8000/tcp</c>.</summary>
    internal IReadOnlyList<string> Ports { get; init; } = [];

    /// <summary>The folders that it keeps data in.</summary>
    internal IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Whether it has a health check, known or not.</summary>
    internal bool HasHealth { get; init; }

    /// <summary>The health check; null where what it runs is not known.</summary>
    internal ImageHealth? Health { get; init; }

    internal static ImageFacts Of(FleetGraph graph, FleetTarget target) => Of(graph, target, 0);

    private static ImageFacts Of(FleetGraph graph, FleetTarget target, int depth)
    {
        if (depth > MaxDepth)
            return new();
        var below = target.Packages is { } packages ? Composed(packages) : Built(graph, target, depth);
        return Claimed(target.Claims, below);
    }

    private static ImageFacts Composed(Build.PackagesSource packages)
    {
        if (packages.Config is not { } config)
            return new();
        var (user, group) = Split(config.User);
        var declared = packages.Request.Users.FirstOrDefault(one => one.Name == user);
        return new()
        {
            User = user,
            Uid = Number(user) ?? declared?.Uid,
            Gid = Number(group) ?? declared?.Gid,
            Ports = config.ExposedPorts ?? [],
            Volumes = config.Volumes ?? [],
        };
    }

    private static ImageFacts Built(FleetGraph graph, FleetTarget target, int depth)
    {
        if (graph.DockerfileOf(target) is not { HasErrors: false } model || !model.TryGetTarget(target.Stage, out var stage, out _))
            return new();
        var draft = DraftClaimReader.Read(model, stage);
        var sibling = draft.Base is { } name ? graph.FindSibling(name, target) : null;
        var below = sibling is null ? new() : Of(graph, sibling, depth + 1);
        var declared = sibling?.Packages?.Request.Users.FirstOrDefault(one => one.Name == draft.User);
        var facts = below with
        {
            Ports = [.. below.Ports.Concat(draft.Ports.Select(static port => port.Contains('/', StringComparison.Ordinal) ? port : $"{port}/tcp")).Distinct()],
            Volumes = [.. below.Volumes.Concat(draft.Volumes).Distinct()],
        };
        if (draft.User is not null)
            facts = facts with { User = draft.User, Uid = Number(draft.User) ?? declared?.Uid, Gid = Number(draft.Group) ?? (draft.Group is null ? declared?.Gid ?? declared?.Uid : null) };
        return draft.Check is not { } check ? facts : facts with { HasHealth = check.Command is not null, Health = check.Command is null ? null : HealthOf(check) };
    }

    private static ImageHealth HealthOf(HealthcheckInstruction check) =>
        new() { Test = check.Test, Interval = check.Interval, Timeout = check.Timeout, StartPeriod = check.StartPeriod, Retries = check.Retries };

    private static ImageFacts Claimed(IReadOnlyList<Claim> claims, ImageFacts facts)
    {
        foreach (var claim in claims.Where(static claim => claim.OnlyOn is null))
        {
            facts = claim switch
            {
                // Of another user than was found below, what was found of its number and group says nothing.
                UserClaim { Part: UserPart.Name } user when user.Value != facts.User => facts with { User = user.Value, Uid = null, Gid = null },
                PortClaim { Presence: Presence.Present } port when !facts.Ports.Contains(port.Port) => facts with { Ports = [.. facts.Ports, port.Port] },
                PortClaim { Presence: Presence.Absent } port => facts with { Ports = [.. facts.Ports.Where(own => own != port.Port)] },
                VolumeClaim { Presence: Presence.Present } volume when !facts.Volumes.Contains(volume.Path) => facts with { Volumes = [.. facts.Volumes, volume.Path] },
                HealthcheckClaim check => facts with { HasHealth = check.Presence == Presence.Present, Health = check.Presence == Presence.Present ? facts.Health : null },
                HealthcheckTestClaim check => facts with { HasHealth = true, Health = (facts.Health ?? new() { Test = check.Test }) with { Test = check.Test } },
                _ => facts,
            };
        }
        // The numbers belong to the name, whichever is claimed first.
        foreach (var user in claims.OfType<UserClaim>().Where(static claim => claim.OnlyOn is null))
        {
            facts = user.Part switch
            {
                UserPart.Uid => facts with { Uid = Number(user.Value), User = facts.User ?? user.Value },
                UserPart.Gid => facts with { Gid = Number(user.Value) },
                _ => facts,
            };
        }
        return claims.OfType<HealthcheckNumberClaim>().Where(static claim => claim.OnlyOn is null).Aggregate(facts, Numbered);
    }

    private static ImageFacts Numbered(ImageFacts facts, HealthcheckNumberClaim claim)
    {
        if (facts.Health is not { } health)
            return facts;
        var time = TimeSpan.FromTicks(claim.Value / TimeSpan.NanosecondsPerTick);
        return facts with
        {
            Health = claim.Part switch
            {
                HealthcheckPart.Interval => health with { Interval = time },
                HealthcheckPart.Timeout => health with { Timeout = time },
                HealthcheckPart.StartPeriod => health with { StartPeriod = time },
                HealthcheckPart.Retries => health with { Retries = (int)Math.Clamp(claim.Value, 1, int.MaxValue) },
                _ => health,
            },
        };
    }

    private static (string? User, string? Group) Split(string? text) => (text ?? "").Split(':', 2) switch
    {
        [{ Length: > 0 } user, { Length: > 0 } group] => (user, group),
        [{ Length: > 0 } user, ..] => (user, null),
        _ => (null, null),
    };

    private static uint? Number(string? text) => text == "root" ? 0 : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
