// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Distribution;

/// <summary>
/// A file of credentials in Docker's form (<c>config.json</c>, podman's <c>auth.json</c>): <c>auths</c>, <c>credsStore</c> and
/// <c>credHelpers</c>. What else stands in it is kept as it is.
/// </summary>
internal sealed class CredentialFile
{
    private const int MaxSize = 4 * 1024 * 1024;
    private readonly JsonObject _root;

    private CredentialFile(string path, JsonObject root) => (Path, _root) = (path, root);

    public string Path { get; }

    private JsonObject? Auths => _root["auths"] as JsonObject;

    /// <summary>Reads a file; an empty one where there is none.</summary>
    /// <exception cref="CredentialException">It is not such a file.</exception>
    public static CredentialFile Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return new(path, []);
            if (new FileInfo(path).Length > MaxSize)
                throw new CredentialException($"The file of credentials '{path}' is larger than {MaxSize} bytes.");
            var content = File.ReadAllBytes(path);
            return content.AsSpan().Trim(" \r\n\t"u8).IsEmpty ? new(path, [])
                : JsonNode.Parse(content) is JsonObject root ? new(path, root)
                : throw new CredentialException($"The file of credentials '{path}' is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new CredentialException($"The file of credentials '{path}' is not JSON: {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CredentialException($"The file of credentials '{path}' may not be read by this user.", e);
        }
    }

    /// <summary>The program that keeps a registry's credentials, or null where this file does.</summary>
    public string? HelperFor(IEnumerable<string> candidates)
    {
        if (_root["credHelpers"] is JsonObject helpers)
        {
            foreach (var candidate in candidates)
            {
                if (helpers.FirstOrDefault(pair => CredentialKey.Matches(pair.Key, candidate)).Value is JsonValue named && named.TryGetValue<string>(out var helper))
                    return helper;
            }
        }
        return _root["credsStore"] is JsonValue value && value.TryGetValue<string>(out var store) && store.Length > 0 ? store : null;
    }

    /// <summary>The credential that stands in the file itself, or null.</summary>
    public RegistryCredential? Find(IEnumerable<string> candidates) =>
        candidates.Select(candidate => Auths?.FirstOrDefault(pair => CredentialKey.Matches(pair.Key, candidate)).Value)
            .OfType<JsonObject>().Select(Read).FirstOrDefault(static credential => credential is not null);

    /// <summary>Puts a credential in; null leaves the mark that Docker leaves for one that a program keeps.</summary>
    public void Set(string key, RegistryCredential? credential)
    {
        var entry = new JsonObject();
        if (credential is { Username.Length: > 0 })
            entry["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}"));
        if (credential?.IdentityToken is { } token)
            entry["identitytoken"] = token;
        if (Auths is null)
            _root["auths"] = new JsonObject();
        Auths![key] = entry;
    }

    /// <summary>Takes a registry's credentials out; false where there are none.</summary>
    public bool Remove(string registry)
    {
        var keys = Auths?.Select(static pair => pair.Key)
            .Where(key => CredentialKey.Candidates(registry, null).Any(candidate => CredentialKey.Matches(key, candidate))).ToList() ?? [];
        foreach (var key in keys)
            Auths!.Remove(key);
        return keys.Count > 0;
    }

    /// <summary>Writes the file, readable by its owner alone, whole or not at all; a link to it stays a link.</summary>
    public void Save()
    {
        var file = new FileInfo(Path);
        var target = file.LinkTarget is null ? Path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var folder = System.IO.Path.GetDirectoryName(target)!;
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var temporary = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(target)}.{Guid.NewGuid():N}");
        try
        {
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, ownerOnly | UnixFileMode.UserExecute);
            using (var content = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ownerOnly }))
            {
                using (var writer = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true, IndentCharacter = '\t', IndentSize = 1 }))
                    _root.WriteTo(writer);
                content.Write("\n"u8);
                content.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            File.Delete(temporary);
            throw new CredentialException($"Cannot write the file of credentials '{Path}': {e.Message}", e);
        }
    }

    private static RegistryCredential? Read(JsonObject entry)
    {
        var token = Text(entry, "identitytoken");
        var (username, password) = (Text(entry, "username"), Text(entry, "password"));
        if (Text(entry, "auth") is { Length: > 0 } auth)
        {
            var buffer = new byte[auth.Length];
            // Docker pads the decoded text with NUL now and then.
            var decoded = Convert.TryFromBase64String(auth, buffer, out var count) ? Encoding.UTF8.GetString(buffer, 0, count).TrimEnd('\0') : "";
            if (decoded.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
                (username, password) = (decoded[..colon], decoded[(colon + 1)..]);
        }
        return token is { Length: > 0 } ? RegistryCredential.FromIdentityToken(token, username ?? "")
            : username is { Length: > 0 } && password is not null ? RegistryCredential.FromPassword(username, password)
            : null;
    }

    private static string? Text(JsonObject entry, string name) => entry[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
