// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Lays what the command line says over a target.</summary>
internal static class BakeOverrider
{
    internal static void Apply(BakeTarget target, IEnumerable<BakeOverride> overrides)
    {
        foreach (var one in overrides)
            Apply(target, one);
    }

    private static void Apply(BakeTarget target, BakeOverride given)
    {
        switch (given.Field)
        {
            case "args" or "labels" or "contexts" or "extra-hosts" or "resources":
                var entries = (target[given.Field]?.Value.Entries ?? []).Append(KeyValuePair.Create(given.Name!, HclValue.String(given.Value)));
                target.Set(given.Field, HclValue.Map(HclType.String, entries), given.Place);
                break;
            case "context" or "dockerfile" or "target" or "call" or "network" or "shm-size":
                target.Set(given.Field, HclValue.String(given.Value), given.Place);
                break;
            case "no-cache" or "pull":
                target.Set(given.Field, HclValue.Bool(Flag(given)), given.Place);
                break;
            case "push":
                Push(target, given);
                break;
            case "load":
                Load(target, given);
                break;
            case "secret":
                SetSecret(target, given);
                break;
            default:
                SetList(target, given);
                break;
        }
    }

    private static bool Flag(BakeOverride given) => BakeFlags.TryParse(given.Value)
        ?? throw new HclException(given.Place, $"'{given.Field}' is true or false, not '{given.Value}'");

    private static void SetList(BakeTarget target, BakeOverride given)
    {
        var name = given.Field switch { "platform" => "platforms", "secrets" => "secret", var other => other };
        var field = BakeField.Of(name);
        // These are always added to.
        var isJoined = given.Merge == BakeMerge.Join || name is "annotations" or "attest" or "entitlements";
        var items = (isJoined ? target[name]?.Value.Elements ?? [] : []).Concat(given.Values.Select(HclValue.String));
        target.Set(name, field.Kind == BakeFieldKind.Entries ? HclValue.Tuple(items) : HclValue.List(HclType.String, items), given.Place);
    }

    private static void Push(BakeTarget target, BakeOverride given)
    {
        var isPushed = Flag(given);
        var outputs = target.Entries("output");
        if (outputs.Count == 0 && !isPushed)
            return;
        var pushed = outputs.Count == 0 ? [HclValue.String("type=image,push=true")]
            : outputs.Select(output => BakeEntries.Part(output, "type") is "image" or "registry" ? HclValue.String($"{BakeEntries.ToCsv(output)},push={(isPushed ? "true" : "false")}") : output);
        target.Set("output", HclValue.Tuple(pushed), given.Place);
    }

    private static void Load(BakeTarget target, BakeOverride given)
    {
        if (!Flag(given))
            return;
        var outputs = target.Entries("output").Where(static output => BakeEntries.Part(output, "type") is not ("docker" or "image" or "registry" or "cacheonly") || BakeEntries.Part(output, "dest") is not null || BakeEntries.Part(output, "push") == "true");
        target.Set("output", HclValue.Tuple(outputs.Append(HclValue.String("type=docker"))), given.Place);
    }

    private static void SetSecret(BakeTarget target, BakeOverride given)
    {
        var secrets = target.Entries("secret").ToList();
        var at = secrets.FindIndex(secret => BakeEntries.Part(secret, "id") == given.Name);
        if (at < 0)
            throw new HclException(given.Place, $"'{target.Name}' declares no secret '{given.Name}'", Suggestion.Help(given.Name!, secrets.Select(static secret => BakeEntries.Part(secret, "id") ?? "")));
        secrets[at] = HclValue.String($"id={given.Name},{given.Value}");
        target.Set("secret", HclValue.Tuple(secrets), given.Place);
    }
}
