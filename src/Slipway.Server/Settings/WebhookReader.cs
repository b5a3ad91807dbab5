// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>Reads <c>webhooks</c>: a map of names to who is told of what is done.</summary>
internal sealed class WebhookReader(List<Diagnostic> diagnostics, string folder)
{
    private static readonly Dictionary<string, RegistryEventKind> Events = new()
    {
        ["push-manifest"] = RegistryEventKind.PushManifest,
        ["mirror-manifest"] = RegistryEventKind.MirrorManifest,
        ["delete-manifest"] = RegistryEventKind.DeleteManifest,
        ["delete-tag"] = RegistryEventKind.DeleteTag,
        ["delete-blob"] = RegistryEventKind.DeleteBlob,
    };

    public IReadOnlyList<WebhookOptions> Read(YamlValue value)
    {
        if (FieldReader.Open(value, "'webhooks'", diagnostics) is null)
            return [];
        return [.. ((YamlMap)value).Entries.Select(entry => ReadWebhook(entry.Key.Text, entry.Value)).OfType<WebhookOptions>()];
    }

    private WebhookOptions? ReadWebhook(string name, YamlValue value)
    {
        if (FieldReader.Open(value, $"the webhook '{name}'", diagnostics) is not { } fields)
            return null;
        var address = fields.Text("url");
        var secret = fields.Text("secret-file");
        var repositories = SettingWords.Patterns(fields, "repositories");
        var events = fields.Texts("events", text => ReadEvent(fields, text));
        fields.Finish();
        if (address is null || secret is null)
        {
            if (fields.Take("url") is null || fields.Take("secret-file") is null)
                fields.Report(value, $"the webhook '{name}' has no '{(address is null ? "url" : "secret-file")}'", "write 'url: https://…' and 'secret-file: FILE'");
            return null;
        }
        if (!Uri.TryCreate(address.Value, UriKind.Absolute, out var uri) || uri is not ({ Scheme: "https" } or { Scheme: "http", IsLoopback: true }) || uri.UserInfo.Length > 0)
        {
            fields.Report(address.Place, $"'{address.Value}' is not where a webhook is sent", "write https://HOST/PATH; plain http is spoken to this machine alone");
            return null;
        }
        var webhook = new WebhookOptions { Name = name, Address = uri, SecretFile = Path.GetFullPath(secret.Value, folder) };
        return webhook with
        {
            Repositories = repositories ?? webhook.Repositories,
            Events = events is null ? webhook.Events : [.. events.Select(static kind => kind.Value)],
        };
    }

    private static Located<RegistryEventKind>? ReadEvent(FieldReader fields, Located<string> text)
    {
        if (Events.TryGetValue(text.Value, out var kind))
            return new(kind, text.Place);
        fields.Report(text.Place, $"there is no event '{text.Value}'", Choice.Help(text.Value, Events.Keys, "events"));
        return null;
    }
}
