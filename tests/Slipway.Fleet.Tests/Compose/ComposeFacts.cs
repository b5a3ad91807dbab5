// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Slipway.Containers;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet.Tests.Compose;

/// <summary>What a project's services are, a fact a line, from our reading and from what <c>docker compose config</c> prints.</summary>
internal static class ComposeFacts
{
    /// <summary>The facts of our reading.</summary>
    public static IEnumerable<string> Of(ComposeProject project) => project.Services.OrderBy(static service => service.Name, StringComparer.Ordinal).SelectMany(service => Sorted(service.Name,
    [
        .. Words("command", service.Command),
        .. Words("entrypoint", service.Entrypoint),
        .. service.Environment.GroupBy(static pair => pair.Key).Select(static group => $"environment {group.Key}={group.Last().Value}"),
        .. service.Labels.Select(static pair => $"label {pair.Key}={pair.Value}"),
        .. service.Container.Ports.Select(static port => $"port {port}"),
        .. service.Container.Mounts.Select(mount => mount switch
        {
            DefinedMount.BindMount bind => $"bind {bind.Source} {bind.Target} {(bind.Access == BindAccess.ReadOnly ? "ro" : "rw")}",
            DefinedMount.VolumeMount volume => $"volume {(volume.Volume.Length == 64 ? "" : volume.Volume)} {volume.Target} {(volume.Access == BindAccess.ReadOnly ? "ro" : "rw")} {(volume.Filling == VolumeFilling.None ? "nocopy" : "")}",
            DefinedMount.TmpfsMount tmpfs => string.Create(CultureInfo.InvariantCulture, $"tmpfs {tmpfs.Target} {tmpfs.SizeBytes} {tmpfs.Mode}"),
            _ => "",
        }),
        .. service.DependsOn.Select(static need => $"needs {need.Service} {need.ConditionWord} {need.IsRequired} {need.Restarts}"),
        .. service.Health is { } health ? Check(health.Check, health.IsDisabled) : [],
    ]));

    /// <summary>The facts of the peer's, but for the service that tells the folder.</summary>
    public static IEnumerable<string> OfPeer(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (root, services) = (document.RootElement, document.RootElement.GetProperty("services"));
        var folder = services.GetProperty("zz").GetProperty("volumes")[0].GetProperty("source").GetString()!.TrimEnd('/');
        return [.. services.EnumerateObject().Where(static service => service.Name != "zz").OrderBy(static service => service.Name, StringComparer.Ordinal).SelectMany(service => Sorted(service.Name,
        [
            .. Words("command", Texts(service.Value, "command")),
            .. Words("entrypoint", Texts(service.Value, "entrypoint")),
            .. Pairs(service.Value, "environment").Select(static pair => $"environment {pair}"),
            .. Pairs(service.Value, "labels").Select(static pair => $"label {pair}"),
            .. Items(service.Value, "ports").Select(Port),
            .. Items(service.Value, "volumes").Select(mount => Mount(mount, root)),
            .. Members(service.Value, "depends_on").Select(static need => $"needs {need.Name} {Text(need.Value, "condition")} {need.Value.GetProperty("required").GetBoolean()} {Flag(need.Value, "restart")}"),
            .. service.Value.TryGetProperty("healthcheck", out var check) ? Check(check) : [],
        ])).Select(line => line.Replace(folder, "{folder}", StringComparison.Ordinal).Replace(Path.GetDirectoryName(folder)!, "{above}", StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Sorted(string service, IEnumerable<string> facts) => facts.Select(fact => $"{service}: {fact.TrimEnd()}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Words(string key, IReadOnlyList<string>? words) => words is { Count: > 0 } ? [$"{key} {string.Join('|', words)}"] : [];

    private static IEnumerable<string> Check(HealthCheckConfig check, bool isDisabled) =>
        [$"check {(isDisabled ? "disabled" : string.Join('|', check.Test ?? []))} {check.Interval} {check.Timeout} {check.StartPeriod} {check.Retries}"];

    private static IEnumerable<string> Check(JsonElement check)
    {
        string Time(string name) => GoDuration.Parse(Text(check, name)) is { } time && time > TimeSpan.Zero ? (time.Ticks * 100).ToString(CultureInfo.InvariantCulture) : "";
        return [$"check {(Flag(check, "disable") ? "disabled" : string.Join('|', Texts(check, "test") ?? []))} {Time("interval")} {Time("timeout")} {Time("start_period")} {(check.TryGetProperty("retries", out var retries) ? retries.GetInt32() : "")}"];
    }

    // Without an address it is this machine's own here, and everybody's there.
    private static string Port(JsonElement port)
    {
        var address = Text(port, "host_ip") is { Length: > 0 } given ? given.Contains(':', StringComparison.Ordinal) ? $"[{given}]" : given : "127.0.0.1";
        return $"port {address}:{(Text(port, "published") is "0" ? "" : Text(port, "published"))}:{port.GetProperty("target").GetInt32()}/{Text(port, "protocol")}";
    }

    private static string Mount(JsonElement mount, JsonElement root)
    {
        var access = Flag(mount, "read_only") ? "ro" : "rw";
        var target = Text(mount, "target").TrimEnd('/');
        if (Text(mount, "type") == "bind")
            return $"bind {Text(mount, "source")} {target} {access}";
        if (Text(mount, "type") == "tmpfs")
            return $"tmpfs {target} {Text(mount.GetProperty("tmpfs"), "size")} {mount.GetProperty("tmpfs").GetProperty("mode").GetInt32()}";
        var name = Text(mount, "source") is { Length: > 0 } source ? Text(root.GetProperty("volumes").GetProperty(source), "name") : "";
        return $"volume {name} {target} {access} {(mount.TryGetProperty("volume", out var options) && Flag(options, "nocopy") ? "nocopy" : "")}";
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name) => element.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) => element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    // A name that has no value is no variable.
    private static IEnumerable<string> Pairs(JsonElement element, string name) =>
        Members(element, name).Where(static pair => pair.Value.ValueKind != JsonValueKind.Null).Select(static pair => $"{pair.Name}={Plain(pair.Value.GetString()!)}");

    private static List<string>? Texts(JsonElement element, string name) => element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(static item => Plain(item.GetString()!))] : null;

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? Plain(value.ToString()) : "";

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    // It writes what could be read again.
    private static string Plain(string text) => text.Replace("$$", "$", StringComparison.Ordinal);
}
