// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry.Tests.Conformance;

internal static class TagPages
{
    /// <summary>A page holds these tags, and leads on or not.</summary>
    public static void ShouldHold(this (string[] Tags, string? Link) page, string[] tags, string? link)
    {
        page.Tags.ShouldBe(tags, "end-8b");
        page.Link.ShouldBe(link, "end-8b");
    }
}
