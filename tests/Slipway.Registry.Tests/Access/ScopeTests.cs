// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry.Tests;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("repository:team/app:pull", "repository:team/app:pull")]
    [InlineData("repository:team/app:push,pull", "repository:team/app:pull,push")]
    [InlineData("repository:team/app:*", "repository:team/app:pull,push,delete")]
    [InlineData("repository(plugin):team/app:pull,fly", "repository:team/app:pull")]
    [InlineData("registry:catalog:*", "registry:catalog:*")]
    public void A_scope_is_read_as_it_is_meant(string text, string meant)
    {
        Scope.TryParse(text, out var scope).ShouldBeTrue();

        scope.ToString().ShouldBe(meant);
    }

    [Theory]
    [InlineData("")]
    [InlineData("repository")]
    [InlineData("repository:team/app")]
    [InlineData("repository::pull")]
    [InlineData("repository:UPPER:pull")]
    [InlineData("repository:../app:pull")]
    [InlineData("registry:other:*")]
    [InlineData("plugin:team/app:pull")]
    public void What_is_no_scope_of_ours_is_passed_over(string text) => Scope.TryParse(text, out _).ShouldBeFalse();
}
