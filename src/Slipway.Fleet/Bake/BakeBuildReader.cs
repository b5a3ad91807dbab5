// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Build;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads what a target of Bake tells its build: outputs, secrets, agents, network, annotations.</summary>
internal sealed class BakeBuildReader(BakeTarget target, BakeReadOptions options, List<Diagnostic> diagnostics)
{
    internal FleetTargetBuild Read()
    {
        CheckRest();
        return new()
        {
            Outputs = [.. target.Entries("output").Select(Output).OfType<BuildOutput>()],
            Secrets = Secrets(),
            SshAgents = Agents(),
            Network = Network(),
            ExtraHosts = Hosts(),
            CacheImports = [.. target.Entries("cache-from").Select(CacheImport).OfType<CacheImport>()],
            CacheExports = [.. target.Entries("cache-to").Select(CacheExport).OfType<CacheExport>()],
            NoCacheStages = target.Texts("no-cache-filter"),
            Annotations = [.. target.Texts("annotations").SelectMany(Annotation)],
        };
    }

    private BuildOutput? Output(HclValue entry)
    {
        if (BuildOutput.TryParse(BakeEntries.ToCsv(entry), options.Folder, out var output, out var problem))
            return output;
        Report("output", problem, $"give another: --set '{target.Name}.output=type=image'");
        return null;
    }

    private CacheImport? CacheImport(HclValue entry)
    {
        if (Build.CacheImport.TryParse(BakeEntries.ToCsv(entry), options.Folder, out var import, out var problem))
            return import;
        Report("cache-from", problem, $"give another, or none: --set '{target.Name}.cache-from='");
        return null;
    }

    private CacheExport? CacheExport(HclValue entry)
    {
        if (Build.CacheExport.TryParse(BakeEntries.ToCsv(entry), options.Folder, out var export, out var problem))
            return export;
        Report("cache-to", problem, $"give another, or none: --set '{target.Name}.cache-to='");
        return null;
    }

    private Dictionary<string, SecretSource> Secrets()
    {
        var secrets = new Dictionary<string, SecretSource>(StringComparer.Ordinal);
        foreach (var entry in target.Entries("secret"))
        {
            if (SecretEntry.Read(name => BakeEntries.Part(entry, name), options.Folder, options.Environment, out var id) is { } source)
                secrets[id] = source;
            else
                Report("secret", $"the secret '{BakeEntries.ToCsv(entry)}' has no id", "write id=NAME,src=FILE or id=NAME,env=VARIABLE");
        }
        return secrets;
    }

    private Dictionary<string, SshSource> Agents()
    {
        var agents = new Dictionary<string, SshSource>(StringComparer.Ordinal);
        foreach (var entry in target.Entries("ssh"))
        {
            var text = entry.IsMapping ? string.Join('=', ((string?[])[BakeEntries.Part(entry, "id"), BakeEntries.Part(entry, "paths")]).OfType<string>()) : entry.AsString;
            if (SshSource.TryParse(text, options.Folder, options.Environment, out var id, out var source, out var problem))
                agents[id] = source;
            else
                Report("ssh", problem);
        }
        return agents;
    }

    private StepNetwork Network()
    {
        var network = target.Text("network");
        if (network is not (null or "" or "host" or "default" or "none"))
            Report("network", $"the network '{network}' is not supported", "steps have the host's network, or 'none'");
        return network switch { "none" => StepNetwork.None, "host" => StepNetwork.Host, _ => StepNetwork.Default };
    }

    private Dictionary<string, IPAddress> Hosts()
    {
        var hosts = new Dictionary<string, IPAddress>(StringComparer.Ordinal);
        foreach (var (name, text) in target.Map("extra-hosts"))
        {
            if (IPAddress.TryParse(text.Trim('[', ']'), out var address))
                hosts[name] = address;
            else
                Report("extra-hosts", $"'{text}' is no address for '{name}'", text == "host-gateway" ? "steps have the host's own network, so name its address, such as 127.0.0.1" : null);
        }
        return hosts;
    }

    private IReadOnlyList<PlacedAnnotation> Annotation(string text)
    {
        if (PlacedAnnotation.TryParse(text, out var annotations, out var problem))
            return annotations;
        Report("annotations", problem);
        return [];
    }

    private void CheckRest()
    {
        foreach (var entry in target.Entries("attest").Where(static entry => BakeEntries.Part(entry, "disabled") != "true"))
            Report("attest", $"attestations ('{BakeEntries.ToCsv(entry)}') are not supported", "leave 'attest' out, or add disabled=true");
        foreach (var entitlement in target.Texts("entitlements").Where(static entitlement => entitlement != "network.host"))
            Report("entitlements", $"the entitlement '{entitlement}' is not supported", "steps run with Docker's default capabilities and no more");
        if (target.Text("call") is not (null or "" or "build") and var call)
            Report("call", $"the call '{call}' is not supported", "leave it out to build the image");
    }

    private void Report(string field, string message, string? help = null) => diagnostics.Add(target.PlaceOf(field).Error(message, help));
}
