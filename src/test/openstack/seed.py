"""Fills a new Keystone: who there is, what they may do, where Swift is. Prints the ids for the tests.

usage: seed.py KEYSTONE REGION SWIFT-PUBLIC SWIFT-INTERNAL QUOTA GLANCE
QUOTA: bytes that the account of the images may hold, or empty
GLANCE: the image service's URL, or empty where there is none
"""
import sys

from keystoneauth1 import session
from keystoneauth1.identity import v3
from keystoneclient.v3 import client
from swiftclient import client as swift_client

url, region, public, internal, quota, glance = sys.argv[1:]
admin_password = v3.Password(
    auth_url=url, username="admin", password="admin-secret", project_name="admin",
    user_domain_id="default", project_domain_id="default")
keystone = client.Client(session=session.Session(admin_password), endpoint_override=url)

roles = {role.name: role for role in keystone.roles.list()}
service_role = roles.get("service") or keystone.roles.create("service")
service = keystone.projects.create("service", "default")
swift = keystone.users.create("swift", domain="default", password="swift-secret")
keystone.roles.grant(roles["admin"], user=swift, project=service)
keystone.roles.grant(service_role, user=swift, project=service)

object_store = keystone.services.create("swift", type="object-store")
for interface, endpoint in (("public", public), ("internal", internal), ("admin", public)):
    keystone.endpoints.create(object_store, endpoint, interface=interface, region=region)

if glance:
    user = keystone.users.create("glance", domain="default", password="glance-secret")
    keystone.roles.grant(roles["admin"], user=user, project=service)
    keystone.roles.grant(service_role, user=user, project=service)
    image = keystone.services.create("glance", type="image")
    for interface in ("public", "internal", "admin"):
        keystone.endpoints.create(image, glance, interface=interface, region=region)

contract = keystone.domains.create("contract")
images = keystone.projects.create("images", contract)
consumer = keystone.projects.create("consumer", contract)
print("domain = contract")
print("project = images")
print("project.id =", images.id)
print("project.consumer =", consumer.name)
print("project.consumer.id =", consumer.id)
for name, role in (("courier", "member"), ("reader", "reader"), ("bystander", None)):
    user = keystone.users.create(name, domain=contract, password=name + "-secret")
    print("user.%s.id = %s" % (name, user.id))
    print("user.%s.password = %s-secret" % (name, name))
    if role:
        keystone.roles.grant(roles[role], user=user, project=images)
keystone.roles.grant(roles["member"], user=keystone.users.find(name="courier", domain=contract), project=consumer)

admin = keystone.users.find(name="admin", domain="default")
keystone.roles.grant(roles["admin"], user=admin, project=images)
print("user.admin.id =", admin.id)
print("user.admin.password = admin-secret")
print("user.admin.domain = Default")

if quota:
    reseller = keystone.roles.create("ResellerAdmin")
    keystone.roles.grant(reseller, user=admin, project=images)
    swift_client.Connection(session=session.Session(v3.Password(
        auth_url=url, username="admin", password="admin-secret", project_id=images.id, user_domain_id="default"))
    ).post_account({"X-Account-Meta-Quota-Bytes": quota})
