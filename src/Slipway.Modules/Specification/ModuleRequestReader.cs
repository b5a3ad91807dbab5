// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Modules;

/// <summary>Reads the JSON of a request. Fields that nobody knows are refused, all of them at once: they are not taken and forgotten.</summary>
public static class ModuleRequestReader
{
    /// <summary>The largest request that is read, in bytes.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Reads a request; null where there are problems. Its fields are not checked yet: see <see cref="ModuleSpecReader"/>.</summary>
    public static (ModuleRequest? Request, IReadOnlyList<ModuleProblem> Problems) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 8, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, [new("", "invalid", "is not a JSON object")]);
            var unknown = Unknown(document.RootElement);
            return unknown.Count > 0 ? (null, unknown) : (document.RootElement.Deserialize(ModuleApiJson.Default.ModuleRequest), []);
        }
        catch (JsonException e)
        {
            var field = (e.Path ?? "").TrimStart('$', '.');
            return (null, [new(field, "invalid", field.Length > 0 ? "has a value of the wrong kind" : "is not JSON as it should be: " + FirstSentence(e.Message))]);
        }
    }

    /// <summary>Writes a request as it travels.</summary>
    internal static byte[] Write(ModuleRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, ModuleApiJson.Default.ModuleRequest);

    private static List<ModuleProblem> Unknown(JsonElement root)
    {
        var problems = UnknownOf(root, ModuleApiJson.Default.ModuleRequest, "").ToList();
        if (root.TryGetProperty("health_check", out var check) && check.ValueKind == JsonValueKind.Object)
            problems.AddRange(UnknownOf(check, ModuleApiJson.Default.ModuleHealthRequest, "health_check."));
        return problems;
    }

    private static IEnumerable<ModuleProblem> UnknownOf(JsonElement element, JsonTypeInfo type, string prefix)
    {
        var known = type.Properties.Select(static property => property.Name).ToHashSet(StringComparer.Ordinal);
        return element.EnumerateObject().Where(property => !known.Contains(property.Name))
            .Select(property => new ModuleProblem(prefix + property.Name, "unknown_field", $"is not a field of a module; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}"));
    }

    // The rest of the message is about lines and positions of .NET's own.
    private static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.');
}
