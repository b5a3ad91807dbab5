// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>Writes a fleet as a Bake file in JSON. Whatever the fleet says is written as it is: nothing in it is a template to Bake.</summary>
internal sealed class BuildxDefinition(BuildxWork work, BuildxContexts contexts, BuildxFolder folder)
{
    /// <summary>Where a target's image comes back.</summary>
    public string ArchiveOf(FleetTarget target) => folder[$"{work.NameOf(target)}.tar"];

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("group");
            json.WriteStartObject("default");
            WriteList(json, "targets", work.Asked.Select(work.NameOf));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("target");
            foreach (var target in work.Baked)
            {
                json.WriteStartObject(work.NameOf(target));
                WriteTarget(json, target);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>Whether a target's files get its SOURCE_DATE_EPOCH; null leaves it to BuildKit.</summary>
    private static bool? RewritesTimes(FleetTarget target, Dictionary<string, string> args) =>
        target.Build?.Outputs.OfType<ImageOutput>().FirstOrDefault()?.RewritesTimes ?? (args.ContainsKey(SourceDate) ? true : null);

    private const string SourceDate = "SOURCE_DATE_EPOCH";

    private void WriteTarget(Utf8JsonWriter json, FleetTarget target)
    {
        var build = target.Build ?? new();
        var args = target.Args.ToDictionary(StringComparer.Ordinal);
        if (work.Options.SourceDateEpoch is { } epoch)
            args.TryAdd(SourceDate, epoch.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        WriteText(json, "context", target.Context.Value);
        WriteText(json, target.InlineDockerfile is null ? "dockerfile" : "dockerfile-inline", target.InlineDockerfile?.Text ?? target.Dockerfile.Value);
        if (target.Stage is { } stage)
            WriteText(json, "target", stage);
        WriteMap(json, "contexts", contexts.Of(target));
        WriteMap(json, "args", args);
        WriteMap(json, "labels", target.Labels);
        WriteMap(json, "extra-hosts", build.ExtraHosts.Select(static host => KeyValuePair.Create(host.Key, host.Value.ToString())));
        WriteList(json, "platforms", target.Platforms.Select(static platform => platform.ToString()));
        WriteList(json, "annotations", AnnotationsOf(target).Select(BuildxWords.Annotation));
        WriteList(json, "secret", build.Secrets.Select(static secret => BuildxWords.Secret(secret.Key, secret.Value)));
        WriteList(json, "ssh", build.SshAgents.Select(static agent => BuildxWords.Agent(agent.Key, agent.Value)));
        WriteList(json, "cache-from", work.Options.CacheImports.Concat(build.CacheImports).Select(BuildxWords.Import).Distinct());
        WriteList(json, "no-cache-filter", build.NoCacheStages);
        if (target.Cache == CacheUse.Ignore)
            json.WriteBoolean("no-cache", true);
        if (target.Pull == BasePull.Always)
            json.WriteBoolean("pull", true);
        if (build.Network != StepNetwork.Default)
            WriteText(json, "network", build.Network == StepNetwork.None ? "none" : "host");
        if (build.Network == StepNetwork.Host)
            WriteList(json, "entitlements", ["network.host"]);
        if (!work.IsAsked(target))
            return;
        WriteList(json, "cache-to", ExportsOf(work, target).Select(BuildxWords.Export));
        WriteList(json, "output", [KeepsImage(target) ? BuildxWords.Output(ArchiveOf(target), RewritesTimes(target, args)) : "type=cacheonly"]);
    }

    /// <summary>Where the cache of a target is carried.</summary>
    public static IEnumerable<CacheExport> ExportsOf(BuildxWork work, FleetTarget target) => work.Options.CacheExports.Concat(target.Build?.CacheExports ?? []).Distinct();

    /// <summary>Whether a target's image is wanted, and not only that it can be built.</summary>
    public static bool KeepsImage(FleetTarget target) => target.Build?.Outputs is not { Count: > 0 } outputs || outputs.OfType<ImageOutput>().Any();

    /// <summary>A target's annotations, those of its outputs as well.</summary>
    public static IEnumerable<PlacedAnnotation> AnnotationsOf(FleetTarget target) =>
    [
        .. target.Annotations.Select(static one => new PlacedAnnotation(AnnotationPlace.Manifest, null, one.Key, one.Value)),
        .. target.Build?.Annotations ?? [],
        .. target.Build?.Outputs.OfType<ImageOutput>().SelectMany(static output => output.Annotations) ?? [],
    ];

    // Bake reads every text of its JSON as a template.
    private static string Plain(string text) => text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    private static void WriteText(Utf8JsonWriter json, string name, string text) => json.WriteString(name, Plain(text));

    private static void WriteMap(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        var all = entries.ToList();
        if (all.Count == 0)
            return;
        json.WriteStartObject(name);
        foreach (var (key, value) in all)
            json.WriteString(Plain(key), Plain(value));
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var item in all)
            json.WriteStringValue(Plain(item));
        json.WriteEndArray();
    }
}
