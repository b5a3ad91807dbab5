// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>Fields as FastAPI locates them: <c>ports[0]</c> is <c>body, ports, 0</c>; <c>?page</c> is <c>query, page</c>.</summary>
internal static class ProblemPath
{
    public static IEnumerable<string> Split(string field)
    {
        if (field.StartsWith('?'))
            return ["query", field[1..]];
        return [.. field.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Prepend("body")];
    }
}
