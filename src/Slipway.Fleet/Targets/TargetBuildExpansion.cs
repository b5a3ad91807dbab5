// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Build;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Makes of what a fleet file says of a target's build what the build is told: outputs, secrets, agents, network, annotations.</summary>
internal sealed class TargetBuildExpansion(FleetFile file, Interpolation words, List<Diagnostic> diagnostics)
{
    internal FleetTargetBuild Expand(ImageSettings settings) => new()
    {
        Outputs = Delivered([.. Filled(settings.Outputs).Select(Output).OfType<BuildOutput>()]),
        Secrets = Secrets(settings),
        SshAgents = Agents(settings),
        Network = settings.Network?.Value ?? StepNetwork.Default,
        ExtraHosts = Hosts(settings),
        CacheImports = [.. Filled(settings.CacheImports).Select(CacheImport).OfType<CacheImport>()],
        CacheExports = [.. Filled(settings.CacheExports).Select(CacheExport).OfType<CacheExport>()],
        NoCacheStages = [.. Filled(settings.NoCacheStages).Select(stage => stage.Value)],
        Annotations = [.. settings.Annotations.Where(IsPlaced).SelectMany(Annotation)],
    };

    /// <summary>Whether an annotation's key says where it stands, as in <c>index:title</c>.</summary>
    internal static bool IsPlaced(NamedText annotation) => annotation.Name.Contains(':', StringComparison.Ordinal);

    private IEnumerable<Located<string>> Filled(IReadOnlyList<Located<string>>? texts)
    {
        foreach (var text in texts ?? [])
        {
            if (words.Fill(text) is { } filled)
                yield return text with { Value = filled };
        }
    }

    private IReadOnlyList<BuildOutput> Delivered(IReadOnlyList<BuildOutput> outputs)
    {
        var delivery = file.Options.Delivery;
        if (delivery == ImageDelivery.None)
            return outputs;
        var all = outputs.Count > 0 ? outputs : [new ImageStoreOutput()];
        if (delivery.HasFlag(ImageDelivery.Push))
            all = BuildOutputs.WithPush(all);
        return delivery.HasFlag(ImageDelivery.Load) ? BuildOutputs.WithLoad(all) : all;
    }

    private BuildOutput? Output(Located<string> text)
    {
        if (BuildOutput.TryParse(text.Value, file.Folder, out var output, out var problem))
            return output;
        Report(text.Place, problem, "write it as in 'type=oci,dest=app.tar'; without 'output' the image goes to the local store");
        return null;
    }

    private CacheImport? CacheImport(Located<string> text)
    {
        if (Build.CacheImport.TryParse(text.Value, file.Folder, out var import, out var problem))
            return import;
        Report(text.Place, problem, "write it as in 'type=registry,ref=example.org/team/app:cache'");
        return null;
    }

    private CacheExport? CacheExport(Located<string> text)
    {
        if (Build.CacheExport.TryParse(text.Value, file.Folder, out var export, out var problem))
            return export;
        Report(text.Place, problem, "write it as in 'type=registry,ref=example.org/team/app:cache'");
        return null;
    }

    private Dictionary<string, SecretSource> Secrets(ImageSettings settings)
    {
        var secrets = new Dictionary<string, SecretSource>(StringComparer.Ordinal);
        foreach (var text in Filled(settings.Secrets))
        {
            var parts = BakeEntries.PartsOf(HclValue.String(text.Value)) ?? [];
            var unknown = parts.FirstOrDefault(static part => !EntryReader.SecretParts.Contains(part.Key)).Key;
            if (unknown is not null)
                Report(text.Place, $"a secret has no '{unknown}'", Suggestion.Help(unknown, EntryReader.SecretParts) ?? "write id=NAME,src=FILE or id=NAME,env=VARIABLE");
            else if (SecretEntry.Read(name => parts.FirstOrDefault(part => part.Key == name).Value, file.Folder, file.Options.Environment, out var id) is { } source)
                secrets[id] = source;
            else
                Report(text.Place, $"the secret '{text.Value}' has no id", "write id=NAME,src=FILE or id=NAME,env=VARIABLE");
        }
        return secrets;
    }

    private Dictionary<string, SshSource> Agents(ImageSettings settings)
    {
        var agents = new Dictionary<string, SshSource>(StringComparer.Ordinal);
        foreach (var text in Filled(settings.SshAgents))
        {
            if (SshSource.TryParse(text.Value, file.Folder, file.Options.Environment, out var id, out var source, out var problem))
                agents[id] = source;
            else
                Report(text.Place, problem, "write 'default' for the agent that runs, ID=SOCKET, or ID=KEY with a file from the fleet file's folder");
        }
        return agents;
    }

    private Dictionary<string, IPAddress> Hosts(ImageSettings settings)
    {
        var hosts = new Dictionary<string, IPAddress>(StringComparer.Ordinal);
        foreach (var (name, value, place) in settings.ExtraHosts)
        {
            if (words.Fill(value!, place) is not { } text)
                continue;
            if (IPAddress.TryParse(text.Trim('[', ']'), out var address))
                hosts[name] = address;
            else
                Report(
                    place, $"'{text}' is not an address for '{name}'",
                    text == "host-gateway" ? "steps have the host's own network, so name its address, such as 127.0.0.1" : "write an address, such as '10.0.0.5'");
        }
        return hosts;
    }

    private IReadOnlyList<PlacedAnnotation> Annotation(NamedText annotation)
    {
        if (annotation.Value is null || words.Fill(annotation.Value, annotation.Place) is not { } value)
            return [];
        if (PlacedAnnotation.TryParse($"{annotation.Name}={value}", out var annotations, out var problem))
            return annotations;
        Report(annotation.KeyPlace, problem, "write the place before the key, as in 'index:org.opencontainers.image.title'");
        return [];
    }

    private void Report(SourcePlace place, string message, string? help) => diagnostics.Add(place.Error(message, help));
}
