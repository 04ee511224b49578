"""Runs OpenStack Swift with its S3 door in one process: an object store for tests. Arguments: folder, port."""
import eventlet
eventlet.monkey_patch()
import os
import sys
from eventlet import wsgi
from paste.deploy import loadapp
from swift.common import utils
from swift.common.ring import RingBuilder

folder, port = sys.argv[1], int(sys.argv[2])
HOST = '127.0.0.1'


class Cache:
    """Stands for memcached, of which one process has no need."""
    def __init__(self):
        self.values = {}

    def get(self, key, **kwargs):
        return self.values.get(key)

    def set(self, key, value, **kwargs):
        self.values[key] = value

    def delete(self, key, **kwargs):
        self.values.pop(key, None)


class Quiet:
    def write(self, *args):
        pass

    def flush(self):
        pass


def write(name, text):
    with open(os.path.join(folder, name), 'w') as file:
        file.write(text)
    return os.path.join(folder, name)


os.makedirs(os.path.join(folder, 'node', 'disk'))
utils.SWIFT_CONF_FILE = write('swift.conf', '[swift-hash]\nswift_hash_path_suffix = a\nswift_hash_path_prefix = b\n')
utils.validate_hash_conf()
sockets = {kind: eventlet.listen((HOST, 0)) for kind in ('account', 'container', 'object')}
for kind, socket in sockets.items():
    builder = RingBuilder(1, 1, 0)
    builder.add_dev({'region': 1, 'zone': 1, 'weight': 1, 'ip': HOST, 'port': socket.getsockname()[1], 'device': 'disk'})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))

for kind, socket in sockets.items():
    conf = write(kind + '.conf', '''[DEFAULT]
devices = {0}/node
swift_dir = {0}
mount_check = false
log_statsd_host =
fallocate_reserve = 0
disable_fallocate = true
[pipeline:main]
pipeline = {1}-server
[app:{1}-server]
use = egg:swift#{1}
'''.format(folder, kind))
    app = loadapp('config:' + conf, global_conf={'log_name': kind})
    eventlet.spawn(wsgi.server, socket, app, log=Quiet(), debug=False)

conf = write('proxy.conf', '''[DEFAULT]
swift_dir = {0}
[pipeline:main]
pipeline = catch_errors s3api tempauth slo dlo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
min_segment_size = 5242880
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
'''.format(folder))
app = loadapp('config:' + conf, global_conf={'log_name': 'proxy'})
cache = Cache()


def with_cache(environ, start_response):
    environ['swift.cache'] = cache
    return app(environ, start_response)


print('ready', flush=True)
wsgi.server(eventlet.listen((HOST, port)), with_cache, log=Quiet(), debug=False)
